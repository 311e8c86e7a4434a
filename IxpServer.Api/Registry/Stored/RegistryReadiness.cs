using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.Registry.Stored;

/// <summary>
/// Unhealthy until the database's definitions have been read once: a server that has only its files would answer 404 for
/// intents that the others know. From then on what was read stays in use, whatever happens to the database.
/// </summary>
internal sealed class RegistryReadiness(RegistryUpdater updater) : IHealthCheck
{
    /// <summary>What <c>/ready</c> calls it.</summary>
    internal const string Name = "registry";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            updater.HasReadRows
                ? HealthCheckResult.Healthy()
                : new(context.Registration.FailureStatus, "the database's definitions have not been read yet")
        );
}
