using System.Threading.Channels;

namespace IxpServer.Api.Registry;

/// <summary>Says that something may have changed. However often it is raised before it is awaited, it counts once.</summary>
internal sealed class RegistrySignal
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Never waits.</summary>
    internal void Raise() => _raised.Writer.TryWrite(true);

    /// <summary>Returns once it is raised, and takes it back.</summary>
    internal async Task WaitAsync(CancellationToken cancel) => await _raised.Reader.ReadAsync(cancel);
}
