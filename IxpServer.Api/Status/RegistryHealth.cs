using IxpServer.Api.Http;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Status;

/// <summary>The registry's part in the server's health.</summary>
internal static class RegistryHealth
{
    private const int MostFaultsTold = 5;

    internal static HealthBody Describe(
        RegistryStore registry,
        HealthCheckBody intentLogs,
        TimeSpan uptime,
        DateTimeOffset now
    )
    {
        var snapshot = registry.Current;
        var checks = new Dictionary<string, HealthCheckBody>(StringComparer.Ordinal)
        {
            ["intents"] = Count(snapshot.Intents.Length, "intents"),
            ["components"] = Count(snapshot.Components.Length, "components"),
            ["registry"] = Files(registry),
            ["intentLogs"] = intentLogs,
        };
        return new HealthBody(
            checks.Values.All(check => check.Status is "pass") ? "healthy" : "degraded",
            "IXP Server",
            ServerVersion.Current,
            Timestamps.Format(now),
            Math.Round(uptime.TotalSeconds, 3),
            checks
        );
    }

    private static HealthCheckBody Count(int count, string what) =>
        new(count > 0 ? "pass" : "warn", $"{count} {what} loaded");

    /// <summary>Files are told by name only: where they are on the disk is nobody's business.</summary>
    private static HealthCheckBody Files(RegistryStore registry)
    {
        var faults = registry.Faults.Where(fault => fault.Severity is not FaultSeverity.Warning).ToList();
        if (faults.Count is 0)
        {
            return new HealthCheckBody("pass", "all definitions are in use");
        }

        var told = string.Join(
            "; ",
            faults
                .Take(MostFaultsTold)
                .Select(fault => $"{Path.GetFileName(fault.File)}#{fault.Pointer} {fault.Message}")
        );
        var more = faults.Count > MostFaultsTold ? $"; and {faults.Count - MostFaultsTold} more" : "";
        var kept = registry.IsStale ? "the last edit was refused and the definitions before it are in use: " : "";
        return new HealthCheckBody("warn", kept + told + more);
    }
}
