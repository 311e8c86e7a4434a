using System.Buffers;
using System.Text.Json;
using IxpServer.Api.Registry;
using Microsoft.Extensions.ObjectPool;

namespace IxpServer.Api.Rendering;

/// <summary>The memory one answer is written into. Pooled: a render allocates no buffer of its own.</summary>
public sealed class RenderBuffer : IResettable
{
    /// <summary>Larger buffers are not kept: one huge answer must not hold its memory for ever.</summary>
    private const int LargestKept = 64 * 1024;

    private ArrayBufferWriter<byte> _bytes = new(1024);

    /// <summary>An empty buffer.</summary>
    public RenderBuffer() => Json = new Utf8JsonWriter(_bytes, JsonReading.Verbatim with { SkipValidation = true });

    /// <summary>Writes JSON at the end of the buffer; flush it before reading.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>What has been written and flushed.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Ends a piece of JSON: what follows is independent of it.</summary>
    public void EndJson()
    {
        Json.Flush();
        Json.Reset(_bytes);
    }

    /// <inheritdoc/>
    public bool TryReset()
    {
        if (_bytes.Capacity > LargestKept)
        {
            _bytes = new ArrayBufferWriter<byte>(1024);
        }

        _bytes.ResetWrittenCount();
        Json.Reset(_bytes);
        return true;
    }
}
