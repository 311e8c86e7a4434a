using System.Text.Json;
using System.Text.Json.Serialization;

namespace IxpServer.Api.Rendering.Weather;

/// <summary>The props that the weather card takes from its provider.</summary>
/// <param name="Location">Where.</param>
/// <param name="Current">The weather now.</param>
/// <param name="Forecast">The days to come, today first.</param>
/// <param name="Units"><c>metric</c> or <c>imperial</c>.</param>
/// <param name="Source"><c>live</c> or <c>sample</c>.</param>
/// <param name="AsOf">When it was asked for, as <see cref="Http.Timestamps"/> writes it.</param>
internal sealed record WeatherReport(
    WeatherLocation Location,
    CurrentWeather Current,
    IReadOnlyList<DayForecast> Forecast,
    string Units,
    string Source,
    string AsOf
)
{
    internal JsonElement ToJson() => JsonSerializer.SerializeToElement(this, WeatherJson.Default.WeatherReport);
}

internal sealed record WeatherLocation(string Name, string? Country, double Latitude, double Longitude);

internal sealed record CurrentWeather(
    double Temperature,
    double FeelsLike,
    double Humidity,
    double WindSpeed,
    string Condition,
    string Icon
);

internal sealed record DayForecast(
    DateOnly Date,
    double High,
    double Low,
    string Condition,
    string Icon,
    double Precipitation
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(WeatherReport))]
internal sealed partial class WeatherJson : JsonSerializerContext;
