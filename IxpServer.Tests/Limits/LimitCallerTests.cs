using System.Net;
using IxpServer.Api.Limits;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IxpServer.Tests.Limits;

/// <summary>Whom requests are counted for.</summary>
public sealed class LimitCallerTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("c000:201::1", "192.0.2.1", false)]
    public void Addresses_of_one_subscriber_are_one_caller(string one, string other, bool isSame) =>
        Assert.Equal(isSame, Of(one) == Of(other));

    private static LimitCaller Of(string address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return LimitCaller.Of(context);
    }
}
