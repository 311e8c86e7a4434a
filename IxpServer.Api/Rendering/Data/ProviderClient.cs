using System.Text.Json;
using Polly;
using Polly.Timeout;

namespace IxpServer.Api.Rendering.Data;

/// <summary>Asks HTTP endpoints for data.</summary>
public sealed class ProviderClient(IHttpClientFactory clients)
{
    /// <summary>The name of the HTTP client; its timeouts and limits are set where it is registered.</summary>
    internal const string ClientName = "ixp-data-provider";

    /// <summary>Sends a request and reads the JSON of its answer.</summary>
    /// <exception cref="DataProviderException">There is no answer that can be passed on, and why.</exception>
    /// <exception cref="OperationCanceledException">It took longer than it may.</exception>
    internal async Task<JsonElement> GetJsonAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return response.IsSuccessStatusCode
                ? await AnswerReader.ReadAsync(response.Content, cancel)
                : throw new DataProviderException(DataFailure.Status, $"It answered {(int)response.StatusCode}");
        }
        catch (TimeoutRejectedException fault)
        {
            throw new DataProviderException(DataFailure.Timeout, "It took too long to answer", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or ExecutionRejectedException)
        {
            throw new DataProviderException(
                DataFailure.Unavailable,
                "It cannot be reached, or the connection was lost",
                fault
            );
        }
    }
}
