using System.Buffers;

namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>
/// Lines as the bulk API takes them: for each, one that names its index and id, and the document itself. The id makes
/// a repetition harmless when an answer got lost.
/// </summary>
/// <param name="Body">Lines of JSON, two for each document.</param>
/// <param name="Count">How many documents.</param>
internal readonly record struct BulkBatch(ReadOnlyMemory<byte> Body, int Count)
{
    internal static readonly BulkBatch Empty = new(ReadOnlyMemory<byte>.Empty, 0);

    /// <summary>Reads what a file holds; a document that a crash has cut off is left out.</summary>
    internal static BulkBatch Of(ReadOnlyMemory<byte> text)
    {
        var (count, end) = (0, 0);
        for (var at = End(text.Span, 0); at > 0; at = End(text.Span, end))
        {
            (count, end) = (count + 1, at);
        }

        return new(text[..end], count);
    }

    /// <summary>Both, one behind the other.</summary>
    internal static BulkBatch Join(BulkBatch first, BulkBatch second) =>
        new((byte[])[.. first.Body.Span, .. second.Body.Span], first.Count + second.Count);

    /// <summary>Those documents alone that are wanted.</summary>
    internal BulkBatch Where(Func<int, bool> isWanted)
    {
        var kept = new ArrayBufferWriter<byte>();
        var (count, start) = (0, 0);
        for (var index = 0; index < Count; index++)
        {
            var end = End(Body.Span, start);
            if (isWanted(index))
            {
                kept.Write(Body.Span[start..end]);
                count++;
            }

            start = end;
        }

        return new(kept.WrittenMemory, count);
    }

    /// <summary>Where the document that begins here ends; 0 when it is not whole.</summary>
    private static int End(ReadOnlySpan<byte> text, int start)
    {
        var first = text[start..].IndexOf((byte)'\n');
        if (first < 0)
        {
            return 0;
        }

        var second = text[(start + first + 1)..].IndexOf((byte)'\n');
        return second < 0 ? 0 : start + first + second + 2;
    }
}
