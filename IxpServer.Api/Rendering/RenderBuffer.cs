using System.Buffers;
using System.Text.Json;
using IxpServer.Api.Json;
using Microsoft.Extensions.ObjectPool;

namespace IxpServer.Api.Rendering;

/// <summary>The memory one answer is written into. Pooled: a render allocates no buffer of its own.</summary>
public sealed class RenderBuffer : IBufferWriter<byte>, IResettable
{
    /// <summary>Larger buffers are not kept: one huge answer must not hold its memory for ever.</summary>
    private const int MaxKept = 64 * 1024;

    private ArrayBufferWriter<byte> _bytes = new(1024);
    private long _left = long.MaxValue;

    /// <summary>An empty buffer without a limit.</summary>
    public RenderBuffer() => Json = new Utf8JsonWriter(this, JsonReading.Verbatim with { SkipValidation = true });

    /// <summary>Writes JSON at the end of the buffer; flush it before reading.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>What has been written and flushed.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Allows so many more bytes; who writes beyond meets an <see cref="AnswerTooLargeException"/>.</summary>
    internal void Limit(long bytes) => _left = bytes;

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Count(bytes.Length);
        _bytes.Write(bytes);
    }

    /// <summary>Ends a piece of JSON: what follows is independent of it.</summary>
    public void EndJson()
    {
        Json.Flush();
        Json.Reset();
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        Count(count);
        _bytes.Advance(count);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var memory = _bytes.GetMemory(sizeHint);

        // What has been handed out is counted when it is full: no more of it than is left.
        return memory.Length > _left ? memory[..(int)Math.Max(_left, Math.Max(sizeHint, 1))] : memory;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public bool TryReset()
    {
        if (_bytes.Capacity > MaxKept)
        {
            _bytes = new ArrayBufferWriter<byte>(1024);
        }

        _bytes.ResetWrittenCount();
        _left = long.MaxValue;
        Json.Reset();
        return true;
    }

    private void Count(int bytes)
    {
        _left -= bytes;
        if (_left < 0)
        {
            throw new AnswerTooLargeException();
        }
    }
}
