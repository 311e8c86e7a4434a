namespace IxpServer.Api.Rendering.Weather;

/// <summary>What the sky looks like: words for people and the name of the card's icon.</summary>
internal sealed record WeatherCondition(string Condition, string Icon)
{
    internal static readonly WeatherCondition Clear = new("Clear", "clear");
    internal static readonly WeatherCondition PartlyCloudy = new("Partly cloudy", "partly-cloudy");
    internal static readonly WeatherCondition Cloudy = new("Cloudy", "cloudy");
    internal static readonly WeatherCondition Fog = new("Fog", "fog");
    internal static readonly WeatherCondition Drizzle = new("Drizzle", "drizzle");
    internal static readonly WeatherCondition Rain = new("Rain", "rain");
    internal static readonly WeatherCondition Snow = new("Snow", "snow");
    internal static readonly WeatherCondition Thunderstorm = new("Thunderstorm", "thunderstorm");

    /// <summary>From Tomorrow.io's weather codes.</summary>
    internal static WeatherCondition FromCode(int code) =>
        code switch
        {
            1000 or 1100 => Clear,
            1101 => PartlyCloudy,
            2000 or 2100 => Fog,
            4000 => Drizzle,
            >= 4001 and < 5000 => Rain,
            >= 5000 and < 8000 => Snow,
            8000 => Thunderstorm,
            _ => Cloudy,
        };
}
