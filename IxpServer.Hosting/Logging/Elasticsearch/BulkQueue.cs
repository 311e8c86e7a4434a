using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>Collects lines into batches, within bounds. One thread adds, one takes.</summary>
internal sealed class BulkQueue(ElasticsearchOptions options)
{
    private readonly Lock _lock = new();
    private readonly Queue<BulkBatch> _full = new();
    private readonly string _process = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private ArrayBufferWriter<byte> _open = new();
    private TaskCompletionSource _isFull = New();
    private int _lines;
    private int _bytes;
    private long _number;

    /// <summary>Completes when a batch is full.</summary>
    internal Task IsFull
    {
        get
        {
            lock (_lock)
            {
                return _isFull.Task;
            }
        }
    }

    /// <summary>Adds a line; false when there is no room.</summary>
    internal bool TryAdd(DateTimeOffset at, ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            if (_bytes + line.Length > options.QueueBytes)
            {
                return false;
            }

            var before = _open.WrittenCount;
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"create\":{{\"_index\":\"{ElasticsearchClient.Name}-{at.UtcDateTime:yyyy.MM.dd}\",\"_id\":\"{_process}{++_number:x}\"}}}}\n"
                ),
                _open
            );
            _open.Write(line);
            _bytes += _open.WrittenCount - before;
            if (++_lines >= options.BatchLines || _open.WrittenCount >= options.BatchBytes)
            {
                Seal();
                _isFull.TrySetResult();
            }

            return true;
        }
    }

    /// <summary>The next batch, full or not; null when there is nothing.</summary>
    internal BulkBatch? Take()
    {
        lock (_lock)
        {
            if (_full.Count is 0 && _lines > 0)
            {
                Seal();
            }

            if (!_full.TryDequeue(out var batch))
            {
                return null;
            }

            _bytes -= batch.Body.Length;
            if (_full.Count is 0 && _isFull.Task.IsCompleted)
            {
                _isFull = New();
            }

            return batch;
        }
    }

    private void Seal()
    {
        _full.Enqueue(new(_open.WrittenMemory, _lines));
        (_open, _lines) = (new(), 0);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
