using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Api.Rendering.Data;

namespace IxpServer.Api.Rendering.Weather;

/// <summary>
/// The data of <c>show_weather</c>: live from Tomorrow.io when a key is configured, else a bundled sample, and the
/// answer says which. The key travels in a header, never in a URL that a proxy might log.
/// </summary>
internal sealed class WeatherProvider(ProviderClient client, WeatherOptions options, TimeProvider time)
    : IIntentDataProvider
{
    public string Name => "weather";

    public async Task<ProviderAnswer> GetAsync(JsonElement parameters, CancellationToken cancel)
    {
        var request = WeatherRequest.From(parameters);
        if (options.ApiKey is not { Length: > 0 } key)
        {
            return new ProviderAnswer(WeatherSample.For(request, time.GetUtcNow()).ToJson(), "sample");
        }

        var metric = request.Units is "metric" ? "metric" : "imperial";
        var url = $"weather/forecast?location={Uri.EscapeDataString(request.City)}&timesteps=1h,1d&units={metric}";
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, url));
        message.Headers.TryAddWithoutValidation("apikey", key);
        var answer = await client.GetJsonAsync(message, cancel);
        try
        {
            return new ProviderAnswer(TomorrowIo.Read(answer, request, time.GetUtcNow()).ToJson(), "live");
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new DataProviderException(
                DataFailure.UnexpectedShape,
                "The weather service's answer has an unknown shape",
                fault
            );
        }
    }
}

/// <summary>What the card asks for.</summary>
internal sealed record WeatherRequest(string City, string Units, int Days)
{
    /// <exception cref="DataProviderException">There is no city: whoever defines the intent decides what is required.</exception>
    internal static WeatherRequest From(JsonElement parameters) =>
        new(
            parameters.Text("city")?.Trim()
                ?? throw new DataProviderException(
                    DataFailure.MissingValue,
                    "The weather needs parameter 'city', a text"
                ),
            parameters.Text("units") ?? "metric",
            parameters.TryGetProperty("days", out var days) && days.ValueKind is JsonValueKind.Number
                ? (int)days.GetDouble()
                : 3
        );
}
