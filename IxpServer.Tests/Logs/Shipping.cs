using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using IxpServer.Hosting.Logging;
using IxpServer.Hosting.Logging.Elasticsearch;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IxpServer.Tests.Logs;

/// <summary>A shipper in a hurry, and what it counts and says.</summary>
internal sealed class Shipping : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TemporaryDirectory _directory = new();
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly LogMetrics _metrics;
    private readonly LogLineFormatter _formatter = new("tests");
    private readonly ElasticsearchOptions _options;
    private ElasticsearchShipper _shipper;

    internal Shipping(string url, Func<ElasticsearchOptions, ElasticsearchOptions>? change = null)
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (_, by, tags, _) => _counts.AddOrUpdate((string)tags[0].Value!, by, (_, before) => before + by)
        );
        _listener.Start();
        _metrics = new LogMetrics(meters);
        _options = new ElasticsearchOptions
        {
            Url = new Uri(url),
            SpoolDirectory = Path.Combine(_directory.Path, "spool"),
            Window = TimeSpan.FromMilliseconds(20),
            FirstDelay = TimeSpan.FromMilliseconds(20),
            RequestTimeout = Eventually.Limit,
            FlushTimeout = Eventually.Limit,
        };
        _options = change?.Invoke(_options) ?? _options;
        _shipper = Start();
    }

    /// <summary>What it said of Elasticsearch.</summary>
    internal ConcurrentQueue<string> Told { get; } = [];

    /// <summary>Files that wait.</summary>
    internal IReadOnlyList<string> Spooled =>
        Directory.Exists(_options.SpoolDirectory)
            ?
            [
                .. Directory
                    .EnumerateFiles(_options.SpoolDirectory, "*.ndjson", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    internal long Count(string outcome) => _counts.GetValueOrDefault(outcome);

    internal void Log(string message, LogLevel level = LogLevel.Information, DateTimeOffset? at = null)
    {
        var entry = LogMessage.Of(level, "tests", message, at);
        _shipper.Write(entry, _formatter.Format(entry).Span);
    }

    /// <summary>Waits until something is so.</summary>
    internal static Task UntilAsync(Func<bool> condition, string what) =>
        Eventually.TrueAsync(() => Task.FromResult(condition()), what);

    /// <summary>Ends it as the end of the process does.</summary>
    internal void Stop() => _shipper.Dispose();

    /// <summary>Another process on the same spool.</summary>
    internal void StartAgain() => _shipper = Start();

    public async ValueTask DisposeAsync()
    {
        _shipper.Dispose();
        _formatter.Dispose();
        _listener.Dispose();
        await _services.DisposeAsync();
        await _directory.DisposeAsync();
    }

    private ElasticsearchShipper Start() =>
        new(_options, _metrics, TimeProvider.System, entry => Told.Enqueue(entry.Text));
}
