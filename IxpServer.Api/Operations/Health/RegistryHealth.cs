using IxpServer.Api.Registry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.Operations.Health;

/// <summary>The registry's part in the server's health.</summary>
internal static class RegistryHealth
{
    private const int MaxFaultsTold = 5;

    internal static IEnumerable<(string Name, HealthCheckResult Check)> Describe(RegistryStore registry)
    {
        if (!registry.IsLoaded)
        {
            yield return ("registry", HealthCheckResult.Unhealthy("no definitions are loaded"));
            yield break;
        }

        var snapshot = registry.Current;
        yield return ("intents", Count(snapshot.Intents.Length, "intents"));
        yield return ("components", Count(snapshot.Components.Length, "components"));
        yield return ("registry", Files(registry));
    }

    private static HealthCheckResult Count(int count, string what) =>
        new(count > 0 ? HealthStatus.Healthy : HealthStatus.Degraded, $"{count} {what} loaded");

    /// <summary>Files are told by name only: where they are on the disk is nobody's business.</summary>
    internal static HealthCheckResult Files(RegistryStore registry)
    {
        var faults = registry.Faults.Where(fault => fault.Severity is not FaultSeverity.Warning).ToList();
        if (faults.Count is 0)
        {
            return HealthCheckResult.Healthy("all definitions are in use");
        }

        var told = string.Join(
            "; ",
            faults
                .Take(MaxFaultsTold)
                .Select(fault => $"{Path.GetFileName(fault.File)}{fault.Fragment}: {fault.Message}")
        );
        var more = faults.Count > MaxFaultsTold ? $"; and {faults.Count - MaxFaultsTold} more" : "";
        var kept = registry.IsStale ? "the last edit was refused and the definitions before it are in use: " : "";
        return HealthCheckResult.Degraded(kept + told + more);
    }
}
