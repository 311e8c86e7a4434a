using System.Buffers;
using System.IO.Pipelines;

namespace IxpServer.Api.Http;

/// <summary>
/// Writes an answer piece by piece: the client's pace holds back the writing, so that little of it waits in memory, and
/// small pieces share a packet.
/// </summary>
internal sealed class PacedWriter(PipeWriter pipe)
{
    /// <summary>How much is sent at once, in bytes.</summary>
    internal const int FlushLength = 32 * 1024;

    private int _unsent;

    /// <summary>Writes a few bytes, which are sent with what follows.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        pipe.Write(bytes);
        _unsent += bytes.Length;
    }

    /// <summary>Writes any number of bytes, waiting for the client where it is slow.</summary>
    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        for (var written = 0; written < bytes.Length; written += FlushLength)
        {
            Write(bytes.Span[written..Math.Min(written + FlushLength, bytes.Length)]);
            if (_unsent >= FlushLength)
            {
                await FlushAsync(cancel);
            }
        }
    }

    /// <summary>Sends what has been written.</summary>
    internal async ValueTask FlushAsync(CancellationToken cancel)
    {
        _unsent = 0;
        await pipe.FlushAsync(cancel);
    }
}
