using IxpServer.Api.Registry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.Operations.Health;

/// <summary>Degraded while definitions have faults, or an edit of them was refused.</summary>
internal sealed class DefinitionsHealthCheck(RegistryStore registry) : IHealthCheck
{
    internal const string Name = "definitions";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(RegistryHealth.Files(registry));
}
