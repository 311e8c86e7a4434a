using IxpServer.Api.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;

namespace IxpServer.Api.Start;

/// <summary>
/// What a signal to end does (SIGTERM, SIGINT, SIGQUIT). After the first the server goes on serving for SHUTDOWN_DRAIN, so
/// that load balancers find out before it stops; the next one ends it at once, and cuts off what still runs.
/// </summary>
internal sealed partial class StopSignals(
    IHostApplicationLifetime lifetime,
    Draining draining,
    IConfiguration configuration,
    IHostEnvironment environment,
    TimeProvider time,
    ILogger<StopSignals> logger
) : IHostApplicationLifetime, IDisposable
{
    // Not disposed: it has no timer, and its token is asked until the very end.
    private readonly CancellationTokenSource _atOnce = new();
    private int _signals;
    private ITimer? _end;

    /// <summary>Cancelled by the second signal.</summary>
    internal CancellationToken AtOnce => _atOnce.Token;

    public CancellationToken ApplicationStarted => lifetime.ApplicationStarted;

    public CancellationToken ApplicationStopping => lifetime.ApplicationStopping;

    public CancellationToken ApplicationStopped => lifetime.ApplicationStopped;

    /// <summary>A developer waits for the end, load balancers for the server.</summary>
    private TimeSpan Drain =>
        configuration.Read<ServerOptions>().ShutdownDrain
        ?? TimeSpan.FromSeconds(environment.IsProduction() || environment.IsStaging() ? 5 : 0);

    /// <summary>Called for each signal.</summary>
    public void StopApplication()
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            LogAtOnce();
            lifetime.StopApplication();
            _atOnce.Cancel();
            return;
        }

        draining.Begin();
        var drain = Drain;
        if (drain == TimeSpan.Zero || !lifetime.ApplicationStarted.IsCancellationRequested)
        {
            lifetime.StopApplication();
            return;
        }

        LogDraining(drain.TotalSeconds);
        _end = time.CreateTimer(_ => lifetime.StopApplication(), null, drain, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _end?.Dispose();

    [LoggerMessage(
        LogLevel.Information,
        "Told to end: serves for another {Seconds} s (SHUTDOWN_DRAIN) while /ready answers 503, then stops"
    )]
    private partial void LogDraining(double seconds);

    [LoggerMessage(LogLevel.Warning, "Told to end once more: ends at once, and cuts off what still runs")]
    private partial void LogAtOnce();
}

/// <summary>Puts <see cref="StopSignals"/> where the framework's own handling of signals ends the application.</summary>
internal static class StopSignalServices
{
    internal static void DrainOnSignals(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StopSignals>();
        builder.Services.AddSingleton<IHostLifetime>(services => new ConsoleLifetime(
            services.GetRequiredService<IOptions<ConsoleLifetimeOptions>>(),
            services.GetRequiredService<IHostEnvironment>(),
            services.GetRequiredService<StopSignals>(),
            services.GetRequiredService<IOptions<HostOptions>>(),
            services.GetRequiredService<ILoggerFactory>()
        ));
    }
}
