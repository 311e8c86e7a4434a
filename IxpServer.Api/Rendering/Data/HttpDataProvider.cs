using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Rendering.Data;

/// <summary>
/// The provider that needs no code: a URL with parameters in it, headers that may hold secrets, and JSON Pointers
/// that pick the props out of the answer.
/// </summary>
public sealed class HttpDataProvider(ProviderClient client, IConfiguration configuration)
{
    private const string SecretsSection = "Ixp:Secrets";

    private const string SecretMark = "secret:";

    /// <summary>Asks the provider's URL.</summary>
    /// <param name="definition">Where to ask.</param>
    /// <param name="parameters">The intent's parameters.</param>
    /// <param name="session">The values of the session that the definition may use, by their paths.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="DataProviderException">
    /// It did not answer with JSON that can be passed on, or a parameter, a session's value or a secret is missing.
    /// </exception>
    /// <exception cref="OperationCanceledException">It took longer than it may.</exception>
    public async Task<ProviderAnswer> GetAsync(
        DataProviderDefinition definition,
        JsonElement parameters,
        JsonElement session,
        CancellationToken cancel
    )
    {
        var url = new UrlTemplate(definition.Url!).Expand(name => ValueOf(name, definition, parameters, session));
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
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

        var answer = await client.GetJsonAsync(request, cancel);
        return new ProviderAnswer(definition.Map is { } map ? JsonPointers.Pick(answer, map) : answer, "live");
    }

    /// <summary>A parameter that is null is as good as left out.</summary>
    internal static string? ValueOf(
        string name,
        DataProviderDefinition definition,
        JsonElement parameters,
        JsonElement session
    ) =>
        definition.SessionPath(name) is { } path ? SessionText.Of(session, path)
        : !parameters.TryGetProperty(name, out var value) ? null
        : value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };

    /// <summary>Why a name in a header's braces has no value; null when it has one.</summary>
    internal string? FindSecretFault(string name) =>
        !name.StartsWith(SecretMark, StringComparison.Ordinal)
            ? $"{{{name}}} is not allowed in a header: only {{{SecretMark}NAME}} is"
        : FindSecret(name) is not { } secret ? $"{{{name}}} has no value: set {VariableOf(name)}"
        : HeaderText.FindFault(secret) is { } fault ? $"the value of {VariableOf(name)} {fault}"
        : null;

    private static string VariableOf(string name) =>
        Setting.VariableOf($"{SecretsSection}:{name[SecretMark.Length..]}");

    private string Secret(string name) =>
        FindSecretFault(name) is { } fault
            ? throw new DataProviderException(DataFailure.Misconfigured, fault)
            : FindSecret(name)!;

    /// <summary>Only what the operator put into this section can be sent, not every secret of the server.</summary>
    private string? FindSecret(string name) =>
        configuration[$"{SecretsSection}:{name[SecretMark.Length..]}"] is { Length: > 0 } value ? value : null;
}
