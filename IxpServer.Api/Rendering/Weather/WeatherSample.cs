using System.Globalization;
using System.IO.Hashing;
using System.Text;
using IxpServer.Api.Http;

namespace IxpServer.Api.Rendering.Weather;

/// <summary>
/// Weather made up for people without a key: plausible for known cities, the same for the same city and day, and
/// always marked as a sample.
/// </summary>
internal static class WeatherSample
{
    private static readonly Dictionary<string, (WeatherLocation Place, double Mean, double Swing)> Cities = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["Lisbon"] = (new("Lisbon", "Portugal", 38.72, -9.14), 17.5, 6),
        ["London"] = (new("London", "United Kingdom", 51.51, -0.13), 11.5, 7),
        ["New York"] = (new("New York", "United States", 40.71, -74.01), 13, 12),
        ["Tokyo"] = (new("Tokyo", "Japan", 35.68, 139.69), 16, 10),
        ["Nairobi"] = (new("Nairobi", "Kenya", -1.29, 36.82), 19, 1.5),
        ["Sydney"] = (new("Sydney", "Australia", -33.87, 151.21), 18, -5.5),
        ["Reykjavik"] = (new("Reykjavik", "Iceland", 64.15, -21.94), 5, 6),
        ["Berlin"] = (new("Berlin", "Germany", 52.52, 13.4), 10.5, 9.5),
    };

    private static readonly WeatherCondition[] Skies =
    [
        WeatherCondition.Clear,
        WeatherCondition.PartlyCloudy,
        WeatherCondition.PartlyCloudy,
        WeatherCondition.Cloudy,
        WeatherCondition.Drizzle,
        WeatherCondition.Rain,
        WeatherCondition.Fog,
        WeatherCondition.Thunderstorm,
    ];

    internal static WeatherReport For(WeatherRequest request, DateTimeOffset now)
    {
        var (place, mean, swing) = Cities.TryGetValue(request.City, out var known)
            ? known
            : (new WeatherLocation(request.City, null, 0, 0), 15, 8);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var days = Enumerable
            .Range(0, request.Days)
            .Select(offset => Day(request, today.AddDays(offset), mean, swing))
            .ToList();
        var first = days[0];
        var degrees = Math.Round((first.High * 0.7) + (first.Low * 0.3));
        var wind = 6 + (Random(request.City, today, "wind") % 18);
        return new WeatherReport(
            place,
            new CurrentWeather(
                degrees,
                degrees - 1,
                50 + (Random(request.City, today, "humidity") % 40),
                request.Units is "metric" ? wind : Math.Round(wind * 0.621),
                first.Condition,
                first.Icon
            ),
            days,
            request.Units,
            "sample",
            Timestamps.Format(now)
        );
    }

    private static DayForecast Day(WeatherRequest request, DateOnly date, double mean, double swing)
    {
        var season = Math.Cos((date.DayOfYear - 200) / 365.0 * 2 * Math.PI);
        var middle = mean + (swing * season) + ((double)(Random(request.City, date, "day") % 7) - 3);
        var sky = Skies[Random(request.City, date, "sky") % (ulong)Skies.Length];
        sky = middle < 1 && sky.Icon is "rain" or "drizzle" ? WeatherCondition.Snow : sky;
        var wet = sky.Icon is "rain" or "drizzle" or "snow" or "thunderstorm";
        return new DayForecast(
            date,
            Degrees(middle + 4, request.Units),
            Degrees(middle - 4, request.Units),
            sky.Condition,
            sky.Icon,
            (wet ? 55.0 : 0.0) + (Random(request.City, date, "precipitation") % 40)
        );
    }

    private static double Degrees(double celsius, string units) =>
        Math.Round(units is "metric" ? celsius : (celsius * 9 / 5) + 32);

    private static ulong Random(string city, DateOnly date, string what) =>
        XxHash3.HashToUInt64(
            Encoding.UTF8.GetBytes(
                $"{city.ToUpperInvariant()}|{date.ToString("O", CultureInfo.InvariantCulture)}|{what}"
            )
        );
}
