using System.IO.Pipelines;
using IxpServer.Api.Http;
using Microsoft.AspNetCore.Connections;

namespace IxpServer.Api.Limits;

/// <summary>Waits until a new connection says something, and no longer than it may be silent.</summary>
internal sealed class FirstByte(ServerLimits limits, TimeProvider time, ConnectionRefusals refusals)
{
    /// <summary>Waits for the first byte and leaves it unread. HTTP's own time limits begin with it.</summary>
    internal async Task<bool> HasComeAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        try
        {
            var reading = input.ReadAsync(CancellationToken.None);
            await using var timer = reading.IsCompleted ? null : StartTimer(input);
            var read = await reading;
            input.AdvanceTo(read.Buffer.Start);
            if (read.IsCanceled)
            {
                refusals.Refuse(connection, ConnectionRefusal.Silent);
            }

            return !read.IsCanceled && !read.Buffer.IsEmpty;
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // It went away.
            return false;
        }
    }

    private ITimer StartTimer(PipeReader input) =>
        time.CreateTimer(
            static input => ((PipeReader)input!).CancelPendingRead(),
            input,
            limits.FirstByteTimeout,
            Timeout.InfiniteTimeSpan
        );
}
