using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Rendering.Data;

/// <summary>
/// The provider that needs no code: a URL with parameters in it, headers that may hold secrets, and JSON Pointers
/// that pick the props out of the answer.
/// </summary>
public sealed class HttpDataProvider(IHttpClientFactory clients, IConfiguration configuration)
{
    /// <summary>The name of the HTTP client; its timeouts and limits are set where it is registered.</summary>
    internal const string ClientName = "ixp-data-provider";

    private const string SecretsSection = "Ixp:Secrets";

    private const string SecretMark = "secret:";

    /// <summary>Asks the provider's URL.</summary>
    /// <param name="definition">Where to ask.</param>
    /// <param name="parameters">The intent's parameters.</param>
    /// <param name="session">The values of the session that the definition may use, by their paths.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="DataProviderException">
    /// It did not answer with JSON, or a parameter, a session's value or a secret is missing.
    /// </exception>
    /// <exception cref="HttpRequestException">It could not be reached or answered with an error.</exception>
    /// <exception cref="OperationCanceledException">It took longer than it may.</exception>
    public async Task<ProviderAnswer> GetAsync(
        DataProviderDefinition definition,
        JsonElement parameters,
        JsonElement session,
        CancellationToken cancel
    )
    {
        var url = Expand(definition, parameters, session);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach (var (name, value) in definition.Headers)
        {
            request.Headers.TryAddWithoutValidation(
                name,
                Template.Expand(
                    value,
                    inside =>
                        definition.SessionPath(inside) is { } path
                            ? SessionText.OfHeader(session, path)
                            : Secret(inside)
                )
            );
        }

        using var client = clients.CreateClient(ClientName);
        using var response = await client.SendAsync(request, cancel);
        response.EnsureSuccessStatusCode();
        try
        {
            var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
            return new ProviderAnswer(definition.Map is { } map ? JsonPointers.Pick(answer, map) : answer, "live");
        }
        catch (JsonException fault)
        {
            throw new DataProviderException("The provider's answer is not JSON", fault);
        }
    }

    /// <summary>Values are data: each is escaped, so that none can change the path or the host.</summary>
    private static string Expand(DataProviderDefinition definition, JsonElement parameters, JsonElement session)
    {
        var expanded = Template.Expand(
            definition.Url!,
            name =>
                definition.SessionPath(name) is { } sessionPath
                    ? Uri.EscapeDataString(SessionText.Of(session, sessionPath))
                : parameters.TryGetProperty(name, out var value)
                    ? Uri.EscapeDataString(
                        value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText()
                    )
                : throw new DataProviderException($"The URL needs parameter '{name}', which the request lacks")
        );

        // Escaping leaves dots alone, and a segment of one or two dots means another directory.
        var path = expanded.Split('?', '#')[0];
        return path.Split('/').Any(segment => segment is "." or "..")
            ? throw new DataProviderException("A value would change the path of the provider's URL")
            : expanded;
    }

    /// <summary>Why a name in a header's braces has no value; null when it has one.</summary>
    internal string? FindSecretFault(string name) =>
        !name.StartsWith(SecretMark, StringComparison.Ordinal)
            ? $"{{{name}}} is not allowed in a header: only {{{SecretMark}NAME}} is"
        : FindSecret(name) is null
            ? $"{{{name}}} has no value: set {SecretsSection.Replace(":", "__", StringComparison.Ordinal)}__{name[SecretMark.Length..]}"
        : null;

    private string Secret(string name) =>
        FindSecretFault(name) is { } fault ? throw new DataProviderException(fault) : FindSecret(name)!;

    /// <summary>Only what the operator put into this section can be sent, not every secret of the server.</summary>
    private string? FindSecret(string name) =>
        configuration[$"{SecretsSection}:{name[SecretMark.Length..]}"] is { Length: > 0 } value ? value : null;
}

/// <summary>Text with names in braces.</summary>
internal static class Template
{
    /// <summary>The names, each once.</summary>
    internal static IReadOnlyCollection<string> Names(string template)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expand(
            template,
            name =>
            {
                names.Add(name);
                return "";
            }
        );
        return names;
    }

    internal static string Expand(string template, Func<string, string> valueOf)
    {
        var text = new StringBuilder(template.Length);
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open and >= 0)
        {
            var length = rest[open..].IndexOf('}');
            if (length < 0)
            {
                break;
            }

            text.Append(rest[..open]).Append(valueOf(rest[(open + 1)..(open + length)].ToString()));
            rest = rest[(open + length + 1)..];
        }

        return text.Append(rest).ToString();
    }
}
