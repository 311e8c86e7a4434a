using System.Buffers;

namespace IxpServer.JsonSchema.Values;

/// <summary>The bytes of a JSON string with its escapes resolved, in place when there are none.</summary>
internal readonly ref struct UnescapedText
{
    private readonly byte[]? rented;

    /// <summary>Resolves escapes into <paramref name="scratch"/>, or into a rented array when that is too small.</summary>
    public UnescapedText(ReadOnlySpan<byte> raw, Span<byte> scratch)
    {
        if (!raw.Contains((byte)'\\'))
        {
            Bytes = raw;
            return;
        }

        var buffer = raw.Length <= scratch.Length ? scratch : rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        Bytes = buffer[..JsonText.Unescape(raw, buffer)];
    }

    /// <summary>The text in UTF-8; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Gives the rented array back.</summary>
    public void Dispose()
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
