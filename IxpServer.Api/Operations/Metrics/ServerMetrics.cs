using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using IxpServer.Api.Http;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Operations.Metrics;

/// <summary>What runs here, and what of the runtime its own meter calls a counter though it goes up and down.</summary>
internal sealed class ServerMetrics
{
    /// <summary>Registers the instruments.</summary>
    public ServerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ServerTelemetry.Name);
        var build = new Measurement<int>(
            1,
            new("version", ServerVersion.Current),
            new KeyValuePair<string, object?>("runtime", RuntimeInformation.FrameworkDescription)
        );
        using var self = Process.GetCurrentProcess();
        var started = new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1_000.0;
        meter.CreateObservableGauge(
            "process.start_time",
            () => started,
            "s",
            "When the process was started, in seconds since 1970"
        );
        meter.CreateObservableGauge("ixp.build.info", () => build, null, "The version that runs, always 1");
        meter.CreateObservableGauge(
            "ixp.thread_pool.threads",
            () => ThreadPool.ThreadCount,
            "{thread}",
            "Threads of the pool"
        );
        meter.CreateObservableGauge(
            "ixp.thread_pool.queue",
            () => ThreadPool.PendingWorkItemCount,
            "{work_item}",
            "Work that waits for a thread of the pool"
        );
    }
}
