using IxpServer.Tests.Support;

namespace IxpServer.Tests.Caching;

/// <summary>Renders without pause on both replicas. Disposing it throws if one of them failed.</summary>
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
        for (var n = 0; !_stop.IsCancellationRequested; n++)
        {
            await Replicas.RenderAsync(server, $"load-{n % Different}");
            Interlocked.Increment(ref _renders);
        }
    }
}
