using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>
/// Sends lines to Elasticsearch in the background. While it is away they go to the spool, in order, and one try after
/// the other is made, each after a longer wait. Nobody waits for it, and its own faults are told once.
/// </summary>
internal sealed class ElasticsearchShipper : ILogOutput
{
    /// <summary>The category of what it says itself, which it does not ship.</summary>
    internal const string Category = "IxpServer.Logs.Elasticsearch";

    private readonly ElasticsearchOptions _options;
    private readonly LogMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Action<LogEntry> _tell;
    private readonly Backoff _backoff;
    private readonly BulkQueue _queue;
    private readonly BulkSpool _spool;
    private readonly ElasticsearchClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Task _run;
    private bool _hasTemplate;
    private bool _isRefusing;

    /// <param name="options">Where to, and within which bounds.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="time">The clock of waits and time-outs.</param>
    /// <param name="tell">Takes what there is to say of Elasticsearch itself.</param>
    internal ElasticsearchShipper(
        ElasticsearchOptions options,
        LogMetrics metrics,
        TimeProvider time,
        Action<LogEntry> tell
    )
    {
        (_options, _metrics, _time, _tell) = (options, metrics, time, tell);
        _backoff = new Backoff(options.FirstDelay, options.MaxDelay, time);
        _queue = new BulkQueue(options, time);
        _spool = new BulkSpool(options, metrics);
        _client = new ElasticsearchClient(options, time);
        metrics.WatchSpool(() => _spool.Bytes);
        _run = Task.Run(RunAsync);
    }

    public void Write(LogEntry entry, ReadOnlySpan<byte> line)
    {
        if (entry.Level >= LogLevel.Information && entry.Category is not Category)
        {
            _metrics.CountDocuments(1, _queue.TryAdd(entry.Timestamp, line) ? "queued" : "dropped");
        }
    }

    public void Flush() { }

    /// <summary>Sends what waits, for a short while; the rest goes to the spool.</summary>
    public void Dispose()
    {
        _giveUp.CancelAfter(_options.FlushTimeout);
        _stop.Cancel();

        // The disk may be stuck too.
        _run.Wait(_options.FlushTimeout + TimeSpan.FromSeconds(1));
        _client.Dispose();
    }

    private async Task RunAsync()
    {
        _spool.Open();
        while (!_stop.IsCancellationRequested)
        {
            if (_spool.IsEmpty || !_backoff.MayTry)
            {
                using var window = new CancellationTokenSource(_options.Window, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(window.Token, _stop.Token);
                await _queue.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await ShipAsync();
            await ReplayAsync();
        }

        await ShipAsync();
        _spool.Dispose();
    }

    /// <summary>Sends what has come. What comes after something that waits has to wait too, or the order is lost.</summary>
    private async Task ShipAsync()
    {
        while (_queue.Take() is { } batch)
        {
            Keep(_spool.IsEmpty && _backoff.MayTry ? await SendAsync(batch) : batch);
        }
    }

    private async Task ReplayAsync()
    {
        if (_backoff.MayTry && _spool.ReadOldest() is { } batch)
        {
            _spool.ReplaceOldest(await SendAsync(batch));
        }
    }

    private void Keep(BulkBatch batch)
    {
        if (batch.Count > 0)
        {
            _metrics.CountDocuments(batch.Count, _spool.TryAppend(batch) ? "spooled" : "dropped");
        }
    }

    /// <returns>What has to be sent again.</returns>
    private async Task<BulkBatch> SendAsync(BulkBatch batch)
    {
        if (!_hasTemplate && await _client.PutTemplateAsync(_giveUp.Token) is var (fault, isTransient, retryAfter))
        {
            if (isTransient)
            {
                Fail(fault, retryAfter);
                return batch;
            }

            Tell(LogLevel.Warning, $"does not take the index template, which may be there already: {fault}");
        }

        _hasTemplate = true;
        var answer = await _client.SendAsync(batch, _giveUp.Token);
        _metrics.CountDocuments(answer.Written, "written");
        _metrics.CountDocuments(answer.Failed, "failed");
        if (answer.Failed > 0 && !_isRefusing)
        {
            Tell(LogLevel.Warning, $"refuses log lines for good: {answer.Fault}");
        }

        _isRefusing = answer.Failed > 0;
        if (answer.Again.Count > 0)
        {
            Fail(answer.Fault!, answer.RetryAfter);
        }
        else
        {
            Succeed();
        }

        return answer.Again;
    }

    private void Fail(string fault, TimeSpan? retryAfter)
    {
        if (!_backoff.IsFailing)
        {
            Tell(LogLevel.Warning, $"does not take log lines, which wait in {_options.SpoolDirectory}: {fault}");
        }

        _backoff.Fail(retryAfter);
    }

    private void Succeed()
    {
        if (_backoff.IsFailing)
        {
            Tell(LogLevel.Information, "takes log lines again");
        }

        _backoff.Succeed();
    }

    private void Tell(LogLevel level, string what) =>
        _tell(LogMessage.Of(level, Category, $"Elasticsearch ({_options.Url}) {what}"));
}
