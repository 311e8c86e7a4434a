using IxpServer.Tests.Support;

namespace IxpServer.Tests.Caching;

/// <summary>Renders again and again on both replicas, and leaves them time for other things. Disposing it throws if one of them failed.</summary>
internal sealed class RenderLoad : IAsyncDisposable
{
    private const int Different = 20;

    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _callers;
    private int _renders;

    internal RenderLoad(Replicas replicas) =>
        _callers = [.. replicas.Servers.Select(server => Task.Run(() => RunAsync(server)))];

    /// <summary>Waits for this many more renders.</summary>
    internal Task MoreAsync(int renders)
    {
        var enough = Volatile.Read(ref _renders) + renders;
        return Eventually.TrueAsync(
            () => Task.FromResult(Volatile.Read(ref _renders) >= enough || _callers.Any(caller => caller.IsCompleted)),
            "renders under load"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers);
        _stop.Dispose();
    }

    private async Task RunAsync(IxpTestServer server)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var n = 0; !_stop.IsCancellationRequested; n++)
        {
            await pause.WaitForNextTickAsync();
            await Replicas.RenderAsync(server, $"load-{n % Different}");
            Interlocked.Increment(ref _renders);
        }
    }
}
