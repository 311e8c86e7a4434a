using System.Diagnostics.Metrics;
using IxpServer.Api.Http;
using IxpServer.Data.Connections;

namespace IxpServer.Api.Database;

/// <summary>
/// The deployment guide's <c>database_connection_pool_size</c>. Npgsql tells the size of its pool to listeners of its
/// meter only, so this is one, which asks when it is asked.
/// </summary>
internal sealed class DatabasePoolMetrics : IDisposable
{
    internal const string CountName = "db.client.connection.count";
    internal const string PendingName = "db.client.connection.npgsql.pending_requests";
    internal const string NpgsqlMeter = "Npgsql";

    internal const string PoolLabel = "db.client.connection.pool.name";
    private const string StateLabel = "db.client.connection.state";

    private readonly MeterListener _pools = new();
    private readonly Lock _one = new();
    private int _used;
    private int _free;
    private int _pending;

    /// <summary>Registers the gauge, and listens from now on: who waits is told as a change, not as a state.</summary>
    public DatabasePoolMetrics(IMeterFactory meters)
    {
        _pools.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name is NpgsqlMeter && instrument.Name is CountName or PendingName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _pools.SetMeasurementEventCallback<int>(Take);
        _pools.Start();
        meters
            .Create(HttpMetrics.MeterName)
            .CreateObservableGauge(
                "database_connection_pool_size",
                Observe,
                "{connection}",
                "Current database connection pool size"
            );
    }

    /// <inheritdoc/>
    public void Dispose() => _pools.Dispose();

    /// <summary>Connections in use and idle, and callers that wait for one.</summary>
    internal (int Used, int Free, int Pending) Read()
    {
        lock (_one)
        {
            // Each pool of the process is told by itself: they are summed.
            (_used, _free) = (0, 0);
            _pools.RecordObservableInstruments();
            return (_used, _free, Volatile.Read(ref _pending));
        }
    }

    private Measurement<int>[] Observe()
    {
        var (used, free, pending) = Read();
        return [Of(used, "used"), Of(free, "free"), Of(pending, "pending")];
    }

    private static Measurement<int> Of(int count, string state) =>
        new(count, new KeyValuePair<string, object?>("state", state));

    private void Take(Instrument of, int value, ReadOnlySpan<KeyValuePair<string, object?>> labels, object? state)
    {
        if (Find(labels, PoolLabel) is not PostgresSource.Pool)
        {
            return;
        }

        if (of.Name is PendingName)
        {
            Interlocked.Add(ref _pending, value);
        }
        else if (Find(labels, StateLabel) is "used")
        {
            _used += value;
        }
        else
        {
            _free += value;
        }
    }

    private static string? Find(ReadOnlySpan<KeyValuePair<string, object?>> labels, string wanted)
    {
        foreach (var (label, value) in labels)
        {
            if (label == wanted)
            {
                return value as string;
            }
        }

        return null;
    }
}
