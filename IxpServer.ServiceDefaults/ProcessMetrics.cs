using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// What the process takes of its machine, under the names of OpenTelemetry's conventions (semantic conventions 1.30,
/// process metrics).
/// </summary>
public static class ProcessMetrics
{
    /// <summary>Processor time, by mode.</summary>
    public const string CpuTime = "process.cpu.time";

    /// <summary>Resident memory.</summary>
    public const string Memory = "process.memory.usage";

    /// <summary>Open file descriptors; on Linux only.</summary>
    public const string Descriptors = "process.unix.file_descriptor.count";

    private const string MeterName = "IxpServer.Process";
    private const string DescriptorDirectory = "/proc/self/fd";

    private static readonly Lazy<Meter> Instruments = new(Make);

    /// <summary>Adds them to what a provider gathers.</summary>
    public static MeterProviderBuilder AddProcessInstrumentation(this MeterProviderBuilder metrics) =>
        metrics.AddMeter(Instruments.Value.Name);

    private static Meter Make()
    {
        var meter = new Meter(MeterName);
        meter.CreateObservableCounter(
            CpuTime,
            () =>
            {
                var used = Environment.CpuUsage;
                return new[]
                {
                    new Measurement<double>(used.UserTime.TotalSeconds, Mode("user")),
                    new Measurement<double>(used.PrivilegedTime.TotalSeconds, Mode("system")),
                };
            },
            "s",
            "Processor time that the process has used, by mode"
        );
        meter.CreateObservableUpDownCounter(Memory, () => Environment.WorkingSet, "By", "Resident memory");
        using var self = Process.GetCurrentProcess();
        var started = new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1_000.0;
        meter.CreateObservableGauge(
            "process.start_time",
            () => started,
            "s",
            "When the process was started, in seconds since 1970"
        );
        if (Directory.Exists(DescriptorDirectory))
        {
            meter.CreateObservableUpDownCounter(
                Descriptors,
                () => Directory.EnumerateFileSystemEntries(DescriptorDirectory).Count(),
                "{file_descriptor}",
                "Open file descriptors"
            );
        }

        return meter;
    }

    private static KeyValuePair<string, object?> Mode(string mode) => new("cpu.mode", mode);
}
