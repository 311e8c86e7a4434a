namespace IxpServer.Api.Rendering.Weather;

/// <summary>The weather service behind <c>show_weather</c>.</summary>
[SettingSection("Ixp:Weather")]
public sealed class WeatherOptions
{
    /// <summary>The service's key; without one the bundled sample is served.</summary>
    [Setting("WEATHER_API_KEY", Allowed = "a key of the weather service, not an example's", IsSecret = true)]
    public string? ApiKey { get; init; }

    /// <summary>The address of the Tomorrow.io API, version 4.</summary>
    [Setting]
    public Uri BaseUrl { get; init; } = new("https://api.tomorrow.io/v4/");
}
