using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IxpServer.Tests.Support;

/// <summary>Another party's HTTP service, played by a delegate that a test may replace while it runs.</summary>
public sealed class StubHttpServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private StubHttpServer(WebApplication app) => _app = app;

    /// <summary>What it answers.</summary>
    public required RequestDelegate Answer { get; set; }

    /// <summary>How many requests it got.</summary>
    public int Requests => _requests;

    /// <summary>Its address, with a slash at the end.</summary>
    public string Url =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/";

    /// <summary>Starts on a free port of loopback.</summary>
    /// <param name="answer">What it answers.</param>
    /// <param name="tls">Files with its certificate and key in PEM; null for plain HTTP.</param>
    public static async Task<StubHttpServer> StartAsync(
        RequestDelegate answer,
        (string Certificate, string Key)? tls = null
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
                kestrel.Listen(
                    IPAddress.Loopback,
                    0,
                    listen =>
                    {
                        if (tls is { } files)
                        {
                            listen.UseHttps(X509Certificate2.CreateFromPemFile(files.Certificate, files.Key));
                        }
                    }
                )
            );
        var stub = new StubHttpServer(builder.Build()) { Answer = answer };
        stub._app.Run(context =>
        {
            Interlocked.Increment(ref stub._requests);
            return stub.Answer(context);
        });
        await stub._app.StartAsync();
        return stub;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
