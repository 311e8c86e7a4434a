using System.Text.Json;

namespace IxpServer.Hosting.Secrets;

/// <summary>What the sources that are asked over HTTP share.</summary>
internal static class SecretHttp
{
    /// <summary>Sends a request and reads its answer.</summary>
    /// <exception cref="SecretSourceException">There is no answer, or it is no JSON.</exception>
    internal static async Task<(int Status, JsonElement Body)> SendAsync(
        HttpClient http,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return ((int)response.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default);
        }
        catch (Exception fault) when (IsOfTransport(fault, cancellationToken))
        {
            throw new SecretSourceException(
                $"{request.RequestUri!.GetLeftPart(UriPartial.Authority)} cannot be asked: {fault.Message}",
                fault
            );
        }
    }

    /// <summary>A member of an answer that must be text.</summary>
    /// <exception cref="SecretSourceException">It has no such member.</exception>
    internal static string Text(JsonElement body, string member) =>
        body.ValueKind is JsonValueKind.Object
        && body.TryGetProperty(member, out var value)
        && value.GetString() is { } text
            ? text
            : throw new SecretSourceException($"its answer has no '{member}'");

    private static bool IsOfTransport(Exception fault, CancellationToken cancellationToken) =>
        fault is HttpRequestException or JsonException
        || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
