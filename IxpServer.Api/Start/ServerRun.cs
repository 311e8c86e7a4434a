using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace IxpServer.Api.Start;

/// <summary>Runs the server, and says in one sentence why it cannot listen where it should, or not end in time.</summary>
internal static partial class ServerRun
{
    /// <summary>The exit code of a server that cannot listen, <c>EX_UNAVAILABLE</c> of BSD's sysexits.</summary>
    internal const int CannotListen = 69;

    /// <summary>What is left for logs and telemetry when the requests' time is over. docs/containers.md promises it.</summary>
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(10);

    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>
    /// Leaves a failed start to whoever catches it: the host would log the same with a stack trace, before the one
    /// sentence that helps.
    /// </summary>
    internal static void SilenceFailedStart(this WebApplicationBuilder builder)
    {
        var started = false;
        builder.Services.AddHostedService(services =>
        {
            var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
            lifetime.ApplicationStarted.Register(() => Volatile.Write(ref started, true));
            return ActivatorUtilities.CreateInstance<Stop>(services);
        });

        // A filter of its own replaces the configured level; below a warning the host tells only of its phases.
        builder.Logging.AddFilter(HostCategory, level => level >= LogLevel.Warning && Volatile.Read(ref started));
    }

    /// <summary>Runs until the process is told to stop.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="ConfigurationException">Kestrel cannot use an address or a certificate.</exception>
    internal static async Task<int> RunToExitAsync(this WebApplication app)
    {
        var isEnding = false;
        try
        {
            await app.StartAsync();
            await WhenStoppingAsync(app.Lifetime);
            isEnding = true;
            await EndAsync(app);
            return 0;
        }
        catch (Exception fault) when (!app.Lifetime.ApplicationStarted.IsCancellationRequested && IsOfListening(fault))
        {
            await Console.Error.WriteLineAsync(
                $"The server cannot listen on {Addresses(app.Configuration)}: {fault.GetBaseException().Message}. "
                    + "Set PORT to a free port and HOST to an address of this machine."
            );
            return CannotListen;
        }
        catch (Exception fault) when (!app.Lifetime.ApplicationStarted.IsCancellationRequested && IsOfKestrel(fault))
        {
            throw new ConfigurationException([
                $"The server cannot use {Addresses(app.Configuration)} with what Kestrel__Endpoints and "
                    + $"Kestrel__Certificates say: {fault.GetBaseException().Message.Split('\n')[0]}",
            ]);
        }
        finally
        {
            if (!isEnding)
            {
                await app.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Stops and disposes of it, in time whatever hangs. On a thread of its own, since a database that hangs may block the
    /// one that gives it up: Npgsql then asks it to cancel, for as long as its address lets it connect.
    /// </summary>
    private static async Task EndAsync(WebApplication app)
    {
        var time = app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout + LastWrites;
        var atOnce = app.Services.GetRequiredService<StopSignals>().AtOnce;
        var ending = Task.Run(async () =>
        {
            await using (app)
            {
                await app.StopAsync(atOnce);
            }
        });
        try
        {
            await ending.WaitAsync(time);
        }
        catch (TimeoutException) when (!ending.IsCompleted)
        {
            await Console.Error.WriteLineAsync(
                $"The end took longer than {time.TotalSeconds} s (DOTNET_SHUTDOWNTIMEOUTSECONDS and {LastWrites.TotalSeconds} s): "
                    + "what hangs, such as a connection to the database, was left."
            );
        }
    }

    private static async Task WhenStoppingAsync(IHostApplicationLifetime lifetime)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task;
    }

    /// <summary>Where it should listen; the server itself forgets its addresses when it fails.</summary>
    private static string Addresses(IConfiguration configuration) =>
        configuration[WebHostDefaults.ServerUrlsKey]
        ?? $"port {configuration[WebHostDefaults.HttpPortsKey] ?? configuration[WebHostDefaults.HttpsPortsKey]}";

    private static bool IsOfListening(Exception fault) =>
        fault is SocketException or IOException { InnerException: AddressInUseException or AggregateException };

    /// <summary>
    /// Whether Kestrel threw it while it took up its settings. It throws whatever it meets, from certificates that cannot
    /// be read to endpoints without an address, and there is nothing but its settings that it reads before it has started.
    /// </summary>
    private static bool IsOfKestrel(Exception fault) =>
        new StackTrace(fault)
            .GetFrames()
            .Any(frame => frame.GetMethod()?.Module.Assembly == typeof(KestrelServer).Assembly);

    /// <summary>Tells of an end that takes too long. It is the first of the services, and so the last that is stopped.</summary>
    private sealed partial class Stop(IOptions<HostOptions> host, StopSignals signals, ILogger<Stop> logger)
        : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            if (cancellationToken.IsCancellationRequested && !signals.AtOnce.IsCancellationRequested)
            {
                LogLate(host.Value.ShutdownTimeout.TotalSeconds);
            }

            return Task.CompletedTask;
        }

        [LoggerMessage(
            LogLevel.Warning,
            "The end took longer than the {Seconds} s that it has (DOTNET_SHUTDOWNTIMEOUTSECONDS): what still ran was cut off"
        )]
        private partial void LogLate(double seconds);
    }
}
