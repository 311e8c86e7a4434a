using IxpServer.Api.Configuration;
using IxpServer.Api.Registry.Stored;

namespace IxpServer.Api.Registry;

/// <summary>
/// Loads the registry at start and again whenever a file changes. It compares time stamps rather than asking the
/// operating system for events: these are lost on network mounts, and when an editor, Docker or Kubernetes replaces
/// a file or the link to it instead of writing into it.
/// </summary>
internal sealed partial class RegistryWatcher(
    RegistryLoader loader,
    RegistryStore store,
    StoredRegistry stored,
    RegistryOptions options,
    TimeProvider time,
    ILogger<RegistryWatcher> logger
) : BackgroundService
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private string _seen = "";
    private string _told = "";
    private bool _mayPass;

    private static RegistryFault Unforeseen =>
        new("the registry", "", "cannot be read for a reason that nobody foresaw; the log has it", FaultSeverity.Error);

    /// <summary>Loads the files for the first time. Call it before the server listens.</summary>
    /// <exception cref="RegistryException">A file has errors: there is nothing to fall back on yet.</exception>
    internal async Task LoadAsync(CancellationToken cancel)
    {
        _seen = Stamp();
        var result = await loader.LoadAsync(null, cancel);
        if (result.Snapshot is null)
        {
            throw new RegistryException(result.Faults, options);
        }

        Report(result.Faults);
        store.Apply(result);
    }

    /// <summary>Looks for changes now; when it returns, what could be taken over is in use.</summary>
    internal async Task CheckAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            await TryReloadAsync(cancel);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _gate.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.PollInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await CheckAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task TryReloadAsync(CancellationToken cancel)
    {
        try
        {
            await ReloadIfChangedAsync(cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // Nobody foresaw it, so nobody knows whether it passes: the next tick tries again.
            _mayPass = true;
            store.Apply(new RegistryLoader.Result(null, [Unforeseen]));
            if (_told != fault.Message)
            {
                _told = fault.Message;
                LogReloadFailed(fault);
            }
        }
    }

    private async Task ReloadIfChangedAsync(CancellationToken cancel)
    {
        // Taken before reading: a write that comes after it shows at the next tick.
        var stamp = Stamp();
        var isAgain = stamp == _seen;
        if (isAgain && !_mayPass)
        {
            return;
        }

        var result = await loader.LoadAsync(store.Current, cancel);
        (_seen, _mayPass) = (stamp, result.MayPass);
        store.Apply(result);
        var told = string.Join('\n', result.Faults);
        if (isAgain && told == _told)
        {
            return;
        }

        _told = told;
        Report(result.Faults);
        if (result.Snapshot is { } snapshot)
        {
            LogReloaded(snapshot.Intents.Length, snapshot.Components.Length);
        }
        else
        {
            LogKept(result.Faults.Count);
        }
    }

    private string Stamp()
    {
        // A database without definitions is as good as none: there is nothing to join.
        var revision = stored.Current is { Rows.Count: > 0 } rows ? rows.Revision : 0;
        return string.Join('|', loader.Paths.Select(Stamp).Append($"{revision}"));
    }

    private static string Stamp(string path)
    {
        var file = new FileInfo(RealPath.Of(path));
        return $"{file.FullName}:{file.LastWriteTimeUtc.Ticks}:{(file.Exists ? file.Length : -1)}";
    }

    private void Report(IReadOnlyList<RegistryFault> faults)
    {
        foreach (var fault in faults)
        {
            if (fault.Severity is FaultSeverity.Warning)
            {
                LogWarning(fault.File, fault.Fragment, fault.Message);
            }
            else
            {
                LogFault(fault.File, fault.Fragment, fault.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Registry reloaded: {Intents} intents, {Components} components")]
    private partial void LogReloaded(int intents, int components);

    [LoggerMessage(LogLevel.Error, "Registry not reloaded, faults: {Count}; the last good definitions stay in use")]
    private partial void LogKept(int count);

    [LoggerMessage(LogLevel.Error, "Registry not reloaded; the last good definitions stay in use")]
    private partial void LogReloadFailed(Exception fault);

    [LoggerMessage(LogLevel.Error, "{File}{Fragment}: {Fault}")]
    private partial void LogFault(string file, string fragment, string fault);

    [LoggerMessage(LogLevel.Warning, "{File}{Fragment}: {Fault}")]
    private partial void LogWarning(string file, string fragment, string fault);
}
