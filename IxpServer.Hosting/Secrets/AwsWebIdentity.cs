using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;

namespace IxpServer.Hosting.Secrets;

/// <summary>
/// Credentials of a role for who shows a token of an identity provider, as pods of EKS do that have a role for their service
/// account (STS <c>AssumeRoleWithWebIdentity</c>). The cluster sets both variables and keeps the token's file fresh.
/// </summary>
internal static class AwsWebIdentity
{
    private const string SessionName = "ixp-server";
    private static readonly XNamespace Sts = "https://sts.amazonaws.com/doc/2011-06-15/";

    /// <summary>Null without <c>AWS_ROLE_ARN</c> and <c>AWS_WEB_IDENTITY_TOKEN_FILE</c>.</summary>
    /// <exception cref="SecretSourceException">The token cannot be read, or the role is not given.</exception>
    internal static async Task<AwsCredentials?> GetAsync(HttpClient http, IConfiguration configuration, string region)
    {
        const string tokenFile = "AWS_WEB_IDENTITY_TOKEN_FILE";
        if (configuration["AWS_ROLE_ARN"] is not { } role || configuration[tokenFile] is not { } file)
        {
            return null;
        }

        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                configuration["AWS_ENDPOINT_URL_STS"] ?? $"https://sts.{region}.amazonaws.com/"
            )
            {
                // In the body: what is in a URL gets into logs.
                Content = new FormUrlEncodedContent(
                    new Dictionary<string, string>
                    {
                        ["Action"] = "AssumeRoleWithWebIdentity",
                        ["Version"] = "2011-06-15",
                        ["RoleArn"] = role,
                        ["RoleSessionName"] = configuration["AWS_ROLE_SESSION_NAME"] ?? SessionName,
                        ["WebIdentityToken"] = await SecretFile.ReadAsync(tokenFile, file, CancellationToken.None),
                    }
                ),
            };
            using var response = await http.SendAsync(request);
            var answer = Parse(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode
                ? new(Text(answer, "AccessKeyId"), Text(answer, "SecretAccessKey"), Text(answer, "SessionToken"))
                : throw new SecretSourceException(
                    $"the role {role} is not given: STS answers {(int)response.StatusCode} {Text(answer, "Code")}"
                );
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or XmlException)
        {
            throw new SecretSourceException($"the role {role} cannot be asked for: {fault.Message}", fault);
        }
    }

    private static XElement Parse(string text)
    {
        using var reader = XmlReader.Create(
            new StringReader(text),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
        );
        return XElement.Load(reader);
    }

    private static string Text(XElement answer, string name) =>
        answer.Descendants(Sts + name).FirstOrDefault()?.Value
        ?? throw new SecretSourceException($"the answer of STS has no '{name}'");
}
