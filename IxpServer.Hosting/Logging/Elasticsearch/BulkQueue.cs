using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>Collects lines into batches as the bulk API takes them. One thread adds, one takes.</summary>
internal sealed class BulkQueue(ElasticsearchOptions options, TimeProvider time)
{
    private readonly Batcher<Lines> _lines = new(
        new(int.MaxValue, options.QueueBytes, options.BatchLines, options.BatchBytes, options.Window),
        () => new(),
        time
    );
    private readonly string _process = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private long _number;

    /// <summary>Adds a line; false when there is no room.</summary>
    internal bool TryAdd(DateTimeOffset at, ReadOnlySpan<byte> line)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"create\":{{\"_index\":\"{ElasticsearchClient.Name}-{at.UtcDateTime:yyyy.MM.dd}\",\"_id\":\"{_process}{++_number:x}\"}}}}\n"
        );
        return _lines.TryAdd(new Line(head, line), static (lines, line) => lines.Add(line)) is not null;
    }

    /// <summary>Waits until a batch is full or due.</summary>
    internal Task WaitAsync(CancellationToken cancel) => _lines.WaitAsync(cancel);

    /// <summary>The next batch, full or not; null when there is nothing.</summary>
    internal BulkBatch? Take() => _lines.Take() is { } lines ? new(lines.Text.WrittenMemory, lines.Count) : null;

    private readonly ref struct Line(string head, ReadOnlySpan<byte> document)
    {
        internal string Head { get; } = head;

        internal ReadOnlySpan<byte> Document { get; } = document;
    }

    private sealed class Lines
    {
        internal ArrayBufferWriter<byte> Text { get; } = new();

        internal int Count { get; private set; }

        internal int Add(Line line)
        {
            var before = Text.WrittenCount;
            Encoding.UTF8.GetBytes(line.Head, Text);
            Text.Write(line.Document);
            Count++;
            return Text.WrittenCount - before;
        }
    }
}
