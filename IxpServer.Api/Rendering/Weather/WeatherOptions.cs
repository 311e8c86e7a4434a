namespace IxpServer.Api.Rendering.Weather;

/// <summary>Section <c>Ixp:Weather</c>: the weather service behind <c>show_weather</c>.</summary>
public sealed class WeatherOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Ixp:Weather";

    /// <summary>The service's key (alias <c>WEATHER_API_KEY</c>); without one the bundled sample is served.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The address of the Tomorrow.io API, version 4.</summary>
    public Uri BaseUrl { get; set; } = new("https://api.tomorrow.io/v4/");
}
