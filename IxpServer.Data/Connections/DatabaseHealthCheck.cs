using IxpServer.Data.Maintenance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Data.Connections;

/// <summary>
/// Unhealthy until the database has answered once and has every migration. From then on what is wrong with it only degrades
/// the server, which goes on rendering: every replica would lose its traffic at once if they called themselves unready. It
/// connects once and never retries: a probe must be told soon.
/// </summary>
internal sealed class DatabaseHealthCheck(
    IDbContextFactory<IxpDbContext> contexts,
    DatabaseMigrator migrator,
    DatabaseConnection connection,
    DatabaseProbe probe,
    DatabaseOutage outage
) : IHealthCheck
{
    /// <summary>Migrations do not go away while the server runs: once complete is enough.</summary>
    private volatile bool _complete;

    /// <summary>How many migrations were missing when that was last looked at; null before the first time.</summary>
    private IReadOnlyDictionary<string, object>? _figures;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            if (!_complete && await PendingAsync(cancellationToken) is { Count: > 0 } pending)
            {
                return new(
                    context.Registration.FailureStatus,
                    $"{connection}: {pending.Count} migrations are pending ({string.Join(", ", pending)})"
                        + (connection.Kind is DatabaseKind.Postgres ? "; run IxpServer.MigrationService" : ""),
                    exception: null,
                    _figures
                );
            }

            // What it has refused a moment ago counts too: not all that a request needs can be tried here.
            if (await probe.RefusalAsync(cancellationToken) is { } refusal)
            {
                return HealthCheckResult.Degraded($"{connection} {refusal}", exception: null, _figures);
            }

            if (outage.Refusal is { } recent)
            {
                return HealthCheckResult.Degraded($"{connection} {recent}", exception: null, _figures);
            }

            outage.End();
            return HealthCheckResult.Healthy(data: _figures);
        }
        catch (Exception fault)
        {
            // One that hangs until the check's time is over is away like one that refuses.
            var status = _complete ? HealthStatus.Degraded : context.Registration.FailureStatus;
            return fault is OperationCanceledException
                ? new(status, $"{connection} does not answer in time", exception: null, _figures)
                : new(status, $"{connection} {DatabaseFaults.Refusal(fault) ?? "does not answer"}", fault, _figures);
        }
    }

    private async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancel)
    {
        // Without the retries that asking for the migrations has.
        await using (var database = await contexts.CreateDbContextAsync(cancel))
        {
            await using var command = database.Database.GetDbConnection().CreateCommand();
            command.CommandText = "SELECT 1";
            await command.Connection!.OpenAsync(cancel);
            await command.ExecuteScalarAsync(cancel);
            await command.Connection.CloseAsync();
        }

        var pending = await migrator.PendingAsync(cancel);
        _figures = new Dictionary<string, object> { [DatabaseServices.PendingMigrations] = pending.Count };
        _complete = pending.Count is 0;
        return pending;
    }
}
