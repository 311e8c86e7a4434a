using System.Runtime.InteropServices;
using IxpServer.ProcessHost.Processes;

namespace IxpServer.ProcessHost.Hosting;

/// <summary>One run of the host, from its start to a signal.</summary>
internal static class HostRun
{
    private static readonly PosixSignal[] Stops = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    /// <exception cref="MissingBinaryException">A program is not installed.</exception>
    /// <exception cref="ProcessFailedException">A process cannot be started.</exception>
    internal static async Task<int> RunAsync(HostOptions options)
    {
        FindPrograms(options);
        using var stop = new CancellationTokenSource();
        var registrations = Stops.Select(signal => PosixSignalRegistration.Create(signal, Stop)).ToList();
        try
        {
            await RunUntilAsync(options, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is how a run ends.
        }
        finally
        {
            registrations.ForEach(registration => registration.Dispose());
        }

        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Before anything is started.</summary>
    private static void FindPrograms(HostOptions options)
    {
        List<string> needed = ["dotnet", "setsid"];
        needed.AddRange(options.Postgres ? ["postgres", "setpriv"] : []);
        needed.AddRange(options.Redis ? ["redis-server"] : []);
        needed.ForEach(program => Binaries.OfThisMachine.Find(program));
    }

    private static async Task RunUntilAsync(HostOptions options, CancellationToken cancellation)
    {
        var log = new HostLog();
        await using var directory = options.Data is { } data
            ? await RunDirectory.OpenAsync(data)
            : await RunDirectory.CreateTemporaryAsync();
        log.Host($"data in {directory.Path}");
        if (directory.Leftovers > 0)
        {
            log.Host($"stopped {directory.Leftovers} processes that an earlier run had left");
        }

        await using var topology = new Topology(options, directory, log);
        try
        {
            await topology.StartAsync(cancellation);
            Announce(topology, directory, log);
            await topology.WatchAsync(cancellation);
        }
        finally
        {
            log.Host("stopping");
        }
    }

    private static void Announce(Topology topology, RunDirectory directory, HostLog log)
    {
        foreach (var address in topology.Addresses.OrderBy(address => address.Port))
        {
            log.Host($"the server listens on {address}");
        }

        log.Host($"for psql and redis-cli: . {ConnectFile.PathIn(directory)}");
        log.Host("ready; Ctrl-C stops everything");
    }
}
