using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Api.Telemetry;
using IxpServer.Data;
using IxpServer.Data.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Diagnostics;

/// <summary>Looks into the database and into the process. Each look is written down in the audit log.</summary>
internal sealed partial class DiagnosticsService(
    IDbContextFactory<IxpDbContext> contexts,
    IServiceProvider services,
    ILogger<DiagnosticsService> logger
)
{
    private static readonly IxpError OnlyPostgres = IxpError.NotFound(
        "This is known of PostgreSQL only; the server's database is a SQLite file"
    );

    /// <summary>Null with another database.</summary>
    private PostgresActivity? Postgres { get; } = services.GetService<PostgresActivity>();

    internal async Task<Outcome<ConnectionsBody>> ConnectionsAsync(Caller caller, CancellationToken cancel)
    {
        if (Postgres is not { } postgres)
        {
            return OnlyPostgres;
        }

        await AuditAsync(caller, "connections", cancel);
        var pool = services.GetRequiredService<DatabasePoolMetrics>().Read();
        var (server, most) = await postgres.ConnectionsAsync(cancel);
        return new ConnectionsBody(new PoolBody(pool.Used, pool.Free, pool.Pending, postgres.PoolMax), server, most);
    }

    internal async Task<Outcome<PageBody<StatementStatistics>>> SlowestAsync(
        StatementOrder order,
        PageQuery page,
        Caller caller,
        CancellationToken cancel
    )
    {
        if (Postgres is not { } postgres)
        {
            return OnlyPostgres;
        }

        await AuditAsync(caller, "slow-queries", cancel);
        try
        {
            return page.Cut(await postgres.SlowestAsync(order, page.Skip, page.Limit + 1, cancel));
        }
        catch (StatementStatisticsException missing)
        {
            return IxpError.NotFound(missing.Message);
        }
    }

    internal async Task<Outcome<PageBody<RunningStatement>>> RunningAsync(
        TimeSpan least,
        PageQuery page,
        Caller caller,
        CancellationToken cancel
    )
    {
        if (Postgres is not { } postgres)
        {
            return OnlyPostgres;
        }

        await AuditAsync(caller, "running-queries", cancel);
        return page.Cut(await postgres.RunningAsync(least, page.Skip, page.Limit + 1, cancel));
    }

    internal async Task<Outcome<MemoryBody>> MemoryAsync(Caller caller, CancellationToken cancel)
    {
        // Whoever looks for what is wrong must not need the database for it.
        try
        {
            await AuditAsync(caller, "memory", cancel);
        }
        catch (Exception fault) when (ApiDatabase.ToError(fault) is not null)
        {
            LogNotAudited(caller.UserId, fault.GetBaseException().Message);
        }

        return MemoryBody.Now();
    }

    private async Task AuditAsync(Caller caller, string what, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        context.AuditLog.Add(caller.Audit("diagnostics.read", "diagnostics", what));
        await context.SaveChangesAsync(cancel);
    }

    [LoggerMessage(LogLevel.Warning, "Account {UserId} has looked at the memory; the audit log is away ({Reason})")]
    private partial void LogNotAudited(Guid? userId, string reason);
}
