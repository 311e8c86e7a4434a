namespace IxpServer.Benchmarks.Http;

/// <summary>Asks a server for its metrics every five seconds, as often as impatient operators do.</summary>
internal sealed class Scraper : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly PeriodicTimer _timer = new(TimeSpan.FromSeconds(5));
    private readonly Task _scrapes;

    internal Scraper(int port)
    {
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _scrapes = ScrapeAsync();
    }

    /// <exception cref="HttpRequestException">A scrape failed: what was measured is not what was meant.</exception>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _scrapes;
        _http.Dispose();
    }

    private async Task ScrapeAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            await _http.GetStringAsync("/metrics");
        }
    }
}
