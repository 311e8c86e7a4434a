using System.Text.Json;
using System.Text.Json.Serialization;

namespace IxpServer.Api.Rendering.Weather;

/// <summary>The props that the weather card takes from its provider.</summary>
internal sealed record WeatherReport(
    WeatherLocation Location,
    CurrentWeather Current,
    IReadOnlyList<DayForecast> Forecast,
    string Units,
    string Source,
    DateTimeOffset AsOf
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
