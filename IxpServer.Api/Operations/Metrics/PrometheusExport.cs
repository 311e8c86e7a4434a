using System.Diagnostics.Metrics;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Rendering;
using IxpServer.Api.Telemetry;
using IxpServer.Hosting.Logging;
using OpenTelemetry.Metrics;

namespace IxpServer.Api.Operations.Metrics;

/// <summary>
/// What <c>/metrics</c> tells: the deployment guide's names and our own. OTLP has a provider of its own, so that each
/// way out has its names and nothing twice.
/// </summary>
internal sealed class PrometheusExport(IMeterFactory meters) : IDisposable
{
    /// <summary>For what has only a few series: the room for them is taken at once.</summary>
    private const int FewSeries = 200;

    /// <summary>Gathers from now on.</summary>
    internal MeterProvider Provider { get; } =
        OpenTelemetry
            .Sdk.CreateMeterProviderBuilder()
            .AddMeter(HttpMetrics.MeterName, "Microsoft.AspNetCore.Server.Kestrel", DatabasePoolMetrics.NpgsqlMeter)
            .AddMeter(ServerTelemetry.Name, LogMetrics.MeterName)
            .AddProcessInstrumentation()
            .AddRuntimeInstrumentation()
            .AddView(instrument => View(instrument, meters))
            .AddPrometheusExporter(prometheus =>
            {
                prometheus.ScopeInfoEnabled = false;
                prometheus.TargetInfoEnabled = false;
            })
            .Build();

    public void Dispose() => Provider.Dispose();

    /// <summary>
    /// The name and room of what is exported. Of Npgsql and Kestrel only what is listed: what a new version of them adds
    /// must not come by itself.
    /// </summary>
    private static MetricStreamConfiguration View(Instrument instrument, IMeterFactory meters) =>
        instrument.Meter.Scope is { } scope && !ReferenceEquals(scope, meters)
            // Another server of this process, as tests have them.
            ? MetricStreamConfiguration.Drop
            : instrument.Name switch
            {
                "kestrel.active_connections" => new() { Name = "active_connections", TagKeys = [] },
                IntentMetrics.DurationName => new() { Name = "intent_processing_duration_seconds" },
                _ when instrument.Meter.Name is HttpMetrics.MeterName => new(),

                "db.client.operation.duration"
                or "db.client.operation.failed"
                or "db.client.connection.max"
                or "db.client.connection.npgsql.timeouts"
                or "db.client.connection.npgsql.create_time" => new()
                {
                    CardinalityLimit = FewSeries,
                    TagKeys = [DatabasePoolMetrics.PoolLabel],
                },
                _ when instrument.Meter.Name is DatabasePoolMetrics.NpgsqlMeter || IsKestrel(instrument) =>
                    MetricStreamConfiguration.Drop,

                // The names that every exporter of processes has, and dashboards with them.
                "process.cpu.time" => Few("process.cpu"),
                "process.memory.usage" => Few("process.resident_memory"),
                "process.unix.file_descriptor.count" => Few("process.open_fds"),
                "process.memory.virtual"
                or "process.thread.count"
                or "process.uptime"
                or "dotnet.process.cpu.time"
                or "dotnet.process.memory.working_set"
                or "dotnet.thread_pool.thread.count"
                or "dotnet.thread_pool.queue.length" => MetricStreamConfiguration.Drop,

                // A name that ends with _count is a histogram's.
                "dotnet.process.cpu.count" => Few("dotnet.process.cpus"),
                "dotnet.timer.count" => Few("dotnet.timers"),
                "dotnet.assembly.count" => Few("dotnet.assemblies"),
                _ => Few(instrument.Name),
            };

    private static bool IsKestrel(Instrument instrument) =>
        instrument.Meter.Name.EndsWith(".Kestrel", StringComparison.Ordinal);

    private static MetricStreamConfiguration Few(string name) => new() { Name = name, CardinalityLimit = FewSeries };
}
