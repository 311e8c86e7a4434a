namespace IxpServer.Benchmarks.Http;

/// <summary>Takes whatever is sent over OTLP, and throws it away. What that costs is not the IXP server's.</summary>
internal sealed class Collector(WebApplication app) : IAsyncDisposable
{
    internal string Address => app.Urls.First();

    internal static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => context.Request.Body.CopyToAsync(Stream.Null));
        await app.StartAsync();
        return new Collector(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
