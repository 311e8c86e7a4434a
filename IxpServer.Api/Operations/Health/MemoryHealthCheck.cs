using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.Operations.Health;

/// <summary>
/// Degraded while the managed heap has taken nine tenths of what it may have: the container's limit, or the machine's
/// memory. The guide's fixed threshold of 1 GB says nothing of either.
/// </summary>
internal sealed class MemoryHealthCheck : IHealthCheck
{
    internal const string Name = "memory";
    private const double Most = 0.9;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var memory = GC.GetGCMemoryInfo();
        var data = new Dictionary<string, object>
        {
            ["heapUsed"] = GC.GetTotalMemory(forceFullCollection: false),
            ["heapTotal"] = memory.TotalCommittedBytes,
            ["limit"] = memory.TotalAvailableMemoryBytes,
            ["residentSet"] = Environment.WorkingSet,
        };
        return Task.FromResult(
            memory.TotalCommittedBytes < Most * memory.TotalAvailableMemoryBytes
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded("the heap has nearly all the memory that it may have", data: data)
        );
    }
}
