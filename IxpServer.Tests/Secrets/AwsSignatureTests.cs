using System.Net.Http.Headers;
using System.Text;
using IxpServer.Hosting.Secrets;
using Xunit;

namespace IxpServer.Tests.Secrets;

/// <summary>Against the test vectors that AWS publishes for Signature Version 4.</summary>
public sealed class AwsSignatureTests
{
    private const string Suite = "service";

    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData(
        "GET",
        "/?Param2=value2&Param1=value1",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
    )]
    public void Of_the_test_suite(string method, string path, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"https://example.amazonaws.com{path}");

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + $"SignedHeaders=host;x-amz-date, Signature={expected}",
            Sign(request, "", Suite)
        );
    }

    [Fact]
    public void Of_a_request_with_a_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://example.amazonaws.com/")
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes("Param1=value1")),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");

        Assert.EndsWith(
            "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            Sign(request, "Param1=value1", Suite)
        );
    }

    [Fact]
    public void Of_the_guides_example()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"
        );
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            "application/x-www-form-urlencoded; charset=utf-8"
        );

        Assert.EndsWith(
            "SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            Sign(request, "", "iam")
        );
    }

    private static string Sign(HttpRequestMessage request, string body, string service)
    {
        AwsSignature.Sign(
            request,
            Encoding.ASCII.GetBytes(body),
            new AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null),
            "us-east-1",
            service,
            new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero)
        );
        return request.Headers.NonValidated["Authorization"].ToString();
    }
}
