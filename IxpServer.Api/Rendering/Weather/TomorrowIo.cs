using System.Text.Json;
using IxpServer.Api.Http;

namespace IxpServer.Api.Rendering.Weather;

/// <summary>Reads an answer of Tomorrow.io's <c>/v4/weather/forecast</c> with hourly and daily steps.</summary>
internal static class TomorrowIo
{
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    /// <exception cref="FormatException">A time is none.</exception>
    /// <exception cref="InvalidOperationException">A member has another type, or there is no step at all.</exception>
    internal static WeatherReport Read(JsonElement answer, WeatherRequest request, DateTimeOffset now)
    {
        var location = answer.GetProperty("location");
        var steps = answer.GetProperty("timelines");
        var current = steps.GetProperty("hourly").EnumerateArray().First().GetProperty("values");
        var sky = WeatherCondition.FromCode((int)Number(current, "weatherCode"));
        return new WeatherReport(
            new WeatherLocation(
                location.TryGetProperty("name", out var name) ? name.GetString() ?? request.City : request.City,
                null,
                Number(location, "lat"),
                Number(location, "lon")
            ),
            new CurrentWeather(
                Number(current, "temperature"),
                Number(current, "temperatureApparent"),
                Number(current, "humidity"),
                // Metric wind is in metres per second there and in kilometres per hour here.
                Math.Round(Number(current, "windSpeed") * (request.Units is "metric" ? 3.6 : 1), 1),
                sky.Condition,
                sky.Icon
            ),
            [.. steps.GetProperty("daily").EnumerateArray().Take(request.Days).Select(Day)],
            request.Units,
            "live",
            Timestamps.Format(now)
        );
    }

    private static DayForecast Day(JsonElement step)
    {
        var values = step.GetProperty("values");
        var sky = WeatherCondition.FromCode((int)Number(values, "weatherCodeMax"));
        return new DayForecast(
            DateOnly.FromDateTime(step.GetProperty("time").GetDateTime()),
            Number(values, "temperatureMax"),
            Number(values, "temperatureMin"),
            sky.Condition,
            sky.Icon,
            Number(values, "precipitationProbabilityAvg")
        );
    }

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();
}
