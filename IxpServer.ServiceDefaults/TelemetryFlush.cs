using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Sends what is still held back while everything that the exporters need is alive. When the host disposes of its
/// services, theirs may go first, and a short run's only spans with them.
/// </summary>
internal sealed class TelemetryFlush(IServiceProvider services) : IHostedLifecycleService
{
    /// <summary>A collector that is away must not hold up the end for long.</summary>
    private const int LimitMilliseconds = 3_000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Not with the host's token: when a long answer has used up its time, nothing would be sent any more.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            Task.Run(
                () => services.GetService<TracerProvider>()?.ForceFlush(LimitMilliseconds),
                CancellationToken.None
            ),
            Task.Run(() => services.GetService<MeterProvider>()?.ForceFlush(LimitMilliseconds), CancellationToken.None),
            Task.Run(() => services.GetService<LoggerProvider>()?.ForceFlush(LimitMilliseconds), CancellationToken.None)
        );
}
