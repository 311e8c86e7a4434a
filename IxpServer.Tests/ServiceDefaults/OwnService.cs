using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IxpServer.Tests.ServiceDefaults;

/// <summary>A service as a user adds it, in Production: nothing of the server but what all services share.</summary>
internal sealed class OwnService : IAsyncDisposable
{
    private OwnService(WebApplication app)
    {
        App = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    internal WebApplication App { get; }

    /// <summary>Asks it from outside.</summary>
    internal HttpClient Http { get; }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    internal static async Task<OwnService> StartAsync(
        Action<IServiceCollection>? configure = null,
        params (string Name, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
            settings
                .Append(("Ixp:Logs:Console", "off"))
                .Select(one => KeyValuePair.Create(one.Item1, (string?)one.Item2))
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        return new(app);
    }
}
