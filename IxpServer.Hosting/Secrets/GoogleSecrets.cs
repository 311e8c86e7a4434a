using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace IxpServer.Hosting.Secrets;

/// <summary>
/// Google Secret Manager, of GOOGLE_CLOUD_PROJECT, as the service account of the machine, whose token the metadata server
/// gives (GCE_METADATA_HOST, a variable of Google's own tools, names another).
/// </summary>
internal sealed class GoogleSecrets(HttpClient http, IConfiguration configuration) : ISecretSource
{
    private readonly string _project =
        configuration["GOOGLE_CLOUD_PROJECT"] ?? throw new SecretSourceException("GOOGLE_CLOUD_PROJECT is not set");

    private readonly Lazy<Task<string>> _token = new(() => TokenAsync(http, configuration));

    public string Name => "Google Secret Manager";

    public async Task<string?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var endpoint = configuration["GOOGLE_SECRETS_ENDPOINT"] ?? "https://secretmanager.googleapis.com";
        var path = $"/v1/projects/{Uri.EscapeDataString(_project)}/secrets/{Uri.EscapeDataString(secret)}";
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"{endpoint.TrimEnd('/')}{path}/versions/latest:access"
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _token.Value);
        var (status, answer) = await SecretHttp.SendAsync(http, request, cancellationToken);
        return status switch
        {
            200 => Value(answer),
            404 => null,
            // Who may not read a secret is not told whether there is one either.
            403 => throw new SecretSourceException(
                $"it answers 403; the account needs roles/secretmanager.secretAccessor on '{secret}', also while there "
                    + "is none: on the project, or there for the names that begin with SECRET_PREFIX"
            ),
            _ => throw new SecretSourceException($"it answers {status}"),
        };
    }

    private static string Value(JsonElement answer)
    {
        answer.TryGetProperty("payload", out var payload);
        return Encoding.UTF8.GetString(Convert.FromBase64String(SecretHttp.Text(payload, "data")));
    }

    private static async Task<string> TokenAsync(HttpClient http, IConfiguration configuration)
    {
        var host = configuration["GCE_METADATA_HOST"] ?? "metadata.google.internal";
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"http://{host}/computeMetadata/v1/instance/service-accounts/default/token"
        );
        request.Headers.Add("Metadata-Flavor", "Google");
        var (status, answer) = await SecretHttp.SendAsync(http, request, CancellationToken.None);
        return status is 200
            ? SecretHttp.Text(answer, "access_token")
            : throw new SecretSourceException($"the metadata server answers {status}");
    }
}
