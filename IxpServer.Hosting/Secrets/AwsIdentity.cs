using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace IxpServer.Hosting.Secrets;

/// <summary>
/// Finds the credentials of this process as AWS's own tools do: the environment; a role by a token (EKS service accounts); the container's (ECS, EKS Pod Identity); the
/// machine's (EC2, IMDSv2).
/// </summary>
internal sealed class AwsIdentity(HttpClient http, IConfiguration configuration, string region)
{
    internal async Task<AwsCredentials> GetAsync()
    {
        if (configuration["AWS_ACCESS_KEY_ID"] is { } id && configuration["AWS_SECRET_ACCESS_KEY"] is { } key)
        {
            return new(id, key, configuration["AWS_SESSION_TOKEN"]);
        }

        if (await AwsWebIdentity.GetAsync(http, configuration, region) is { } ofToken)
        {
            return ofToken;
        }

        if (ContainerUri() is { } container)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, container);
            const string tokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
            var token = configuration[tokenFile] is { } file
                ? await SecretFile.ReadAsync(tokenFile, file, CancellationToken.None)
                : configuration["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", token);
            }

            return Read(await SecretHttp.SendAsync(http, request, CancellationToken.None));
        }

        return await OfMachineAsync();
    }

    private string? ContainerUri() =>
        configuration["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] is { } path
            ? $"http://169.254.170.2{path}"
            : configuration["AWS_CONTAINER_CREDENTIALS_FULL_URI"];

    private async Task<AwsCredentials> OfMachineAsync()
    {
        var root = (configuration["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254").TrimEnd('/');
        try
        {
            using var ask = new HttpRequestMessage(HttpMethod.Put, $"{root}/latest/api/token");
            ask.Headers.Add("X-aws-ec2-metadata-token-ttl-seconds", "60");
            using var answer = (await http.SendAsync(ask)).EnsureSuccessStatusCode();
            var token = await answer.Content.ReadAsStringAsync();
            var roles = $"{root}/latest/meta-data/iam/security-credentials/";
            using var forRole = new HttpRequestMessage(HttpMethod.Get, roles);
            forRole.Headers.Add("X-aws-ec2-metadata-token", token);
            using var role = (await http.SendAsync(forRole)).EnsureSuccessStatusCode();
            using var forKey = new HttpRequestMessage(HttpMethod.Get, roles + await role.Content.ReadAsStringAsync());
            forKey.Headers.Add("X-aws-ec2-metadata-token", token);
            return Read(await SecretHttp.SendAsync(http, forKey, CancellationToken.None));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            throw new SecretSourceException(
                "there are no credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor a container's, nor a "
                    + "machine's role",
                fault
            );
        }
    }

    private static AwsCredentials Read((int Status, JsonElement Body) answer) =>
        answer.Status is 200
            ? new(
                SecretHttp.Text(answer.Body, "AccessKeyId"),
                SecretHttp.Text(answer.Body, "SecretAccessKey"),
                SecretHttp.Text(answer.Body, "Token")
            )
            : throw new SecretSourceException($"whoever gives credentials answers {answer.Status}");
}
