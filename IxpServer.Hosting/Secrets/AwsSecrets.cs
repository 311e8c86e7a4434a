using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace IxpServer.Hosting.Secrets;

/// <summary>
/// AWS Secrets Manager (<c>GetSecretValue</c>), in AWS_REGION. AWS_ENDPOINT_URL_SECRETS_MANAGER, a variable of AWS's own
/// tools, names another endpoint, such as one inside a VPC.
/// </summary>
internal sealed class AwsSecrets(HttpClient http, IConfiguration configuration, TimeProvider time) : ISecretSource
{
    private const string Service = "secretsmanager";

    private readonly Lazy<Task<AwsCredentials>> _credentials = new(() =>
        new AwsIdentity(http, configuration, Region(configuration)).GetAsync()
    );

    private readonly string _region = Region(configuration);

    public string Name => "AWS Secrets Manager";

    public async Task<string?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var credentials = await _credentials.Value;
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["SecretId"] = secret }.ToJsonString());
        var endpoint =
            configuration["AWS_ENDPOINT_URL_SECRETS_MANAGER"] ?? $"https://{Service}.{_region}.amazonaws.com/";
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", $"{Service}.GetSecretValue");
        AwsSignature.Sign(request, body, credentials, _region, Service, time.GetUtcNow());
        var (status, answer) = await SecretHttp.SendAsync(http, request, cancellationToken);
        if (status is 200)
        {
            return answer.TryGetProperty("SecretBinary", out var binary)
                ? Encoding.UTF8.GetString(binary.GetBytesFromBase64())
                : SecretHttp.Text(answer, "SecretString");
        }

        var fault = answer.ValueKind is JsonValueKind.Object ? SecretHttp.Text(answer, "__type") : "";
        if (fault.EndsWith("ResourceNotFoundException", StringComparison.Ordinal))
        {
            return null;
        }

        // Who may not read a secret is not told whether there is one either.
        var missing = fault.EndsWith("AccessDeniedException", StringComparison.Ordinal)
            ? $"; the policy must allow secretsmanager:GetSecretValue on secret:{secret}*, also while there is none"
            : "";
        throw new SecretSourceException($"it answers {status} {fault}{missing}");
    }

    private static string Region(IConfiguration configuration) =>
        configuration["AWS_REGION"]
        ?? configuration["AWS_DEFAULT_REGION"]
        ?? throw new SecretSourceException("AWS_REGION is not set");
}
