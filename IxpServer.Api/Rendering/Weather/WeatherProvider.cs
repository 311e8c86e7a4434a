using System.Text.Json;
using IxpServer.Api.Rendering.Data;
using Microsoft.Extensions.Options;

namespace IxpServer.Api.Rendering.Weather;

/// <summary>
/// The data of <c>show_weather</c>: live from Tomorrow.io when a key is configured, else a bundled sample, and the
/// answer says which. The key travels in a header, never in a URL that a proxy might log.
/// </summary>
internal sealed class WeatherProvider(IHttpClientFactory clients, IOptions<WeatherOptions> options, TimeProvider time)
    : IIntentDataProvider
{
    public string Name => "weather";

    public async Task<ProviderAnswer> GetAsync(JsonElement parameters, CancellationToken cancel)
    {
        var request = WeatherRequest.From(parameters);
        if (options.Value.ApiKey is not { Length: > 0 } key)
        {
            return new ProviderAnswer(WeatherSample.For(request, time.GetUtcNow()).ToJson(), "sample");
        }

        var metric = request.Units is "metric" ? "metric" : "imperial";
        var url = $"weather/forecast?location={Uri.EscapeDataString(request.City)}&timesteps=1h,1d&units={metric}";
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Value.BaseUrl, url));
        message.Headers.TryAddWithoutValidation("apikey", key);
        using var client = clients.CreateClient(HttpDataProvider.ClientName);
        using var response = await client.SendAsync(message, cancel);
        response.EnsureSuccessStatusCode();
        try
        {
            var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
            return new ProviderAnswer(TomorrowIo.Read(answer, request, time.GetUtcNow()).ToJson(), "live");
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DataProviderException("The weather service's answer has an unknown shape", fault);
        }
    }
}

/// <summary>What the card asks for.</summary>
internal sealed record WeatherRequest(string City, string Units, int Days)
{
    internal static WeatherRequest From(JsonElement parameters) =>
        new(
            parameters.GetProperty("city").GetString()!.Trim(),
            parameters.TryGetProperty("units", out var units) ? units.GetString()! : "metric",
            parameters.TryGetProperty("days", out var days) ? (int)days.GetDouble() : 3
        );
}
