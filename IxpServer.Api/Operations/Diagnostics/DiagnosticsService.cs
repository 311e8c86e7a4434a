using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Rendering;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Operations.Diagnostics;

/// <summary>Looks into the database and into the process. Each look is written down in the audit log.</summary>
internal sealed partial class DiagnosticsService(
    IDbContextFactory<IxpDbContext> contexts,
    RecentRenders renders,
    IServiceProvider services,
    ILogger<DiagnosticsService> logger
)
{
    private static readonly IxpError OnlyPostgres = IxpError.NotFound(
        "This is known of PostgreSQL only; this server keeps its state in a file of its own"
    );

    /// <summary>How long a look that needs no database waits for the audit log.</summary>
    private static readonly TimeSpan AuditLimit = TimeSpan.FromSeconds(3);

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

    /// <summary>Renders of this replica, newest first, that took at least so long.</summary>
    internal async Task<Outcome<PageBody<RenderTimesBody>>> RendersAsync(
        RenderQuery query,
        PageQuery page,
        Caller caller,
        CancellationToken cancel
    )
    {
        await TryAuditAsync(caller, "renders", cancel);
        return page.Cut([
            .. renders
                .All()
                .Where(render => render.Took >= query.Least && (query.Intent is null || render.Intent == query.Intent))
                .Skip(page.Skip)
                .Take(page.Limit + 1)
                .Select(RenderTimesBody.Of),
        ]);
    }

    /// <summary>Where a logged render spent its time.</summary>
    internal async Task<Outcome<RenderTimesBody>> ExplainAsync(Guid id, Caller caller, CancellationToken cancel)
    {
        await TryAuditAsync(caller, $"renders/{id}", cancel);
        foreach (var render in renders.All())
        {
            if (render.Id == id)
            {
                return RenderTimesBody.Of(render);
            }
        }

        return IxpError.NotFound(
            $"Intent log '{id}' is none of the last {RecentRenders.Most} renders of this replica since its start"
        );
    }

    internal async Task<Outcome<MemoryBody>> MemoryAsync(Caller caller, CancellationToken cancel)
    {
        await TryAuditAsync(caller, "memory", cancel);
        return MemoryBody.Now();
    }

    /// <summary>Whoever looks for what is wrong must not need the database where it is not what is looked into.</summary>
    private async Task TryAuditAsync(Caller caller, string what, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AuditLimit);
        try
        {
            await AuditAsync(caller, what, limit.Token);
        }
        catch (Exception fault)
            when (!cancel.IsCancellationRequested
                && (limit.IsCancellationRequested || ApiDatabase.ToError(fault) is not null)
            )
        {
            LogNotAudited(caller.UserId, what, fault.GetBaseException().Message);
        }
    }

    private async Task AuditAsync(Caller caller, string what, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        context.AuditLog.Add(caller.Audit("diagnostics.read", "diagnostics", what));
        await context.SaveChangesAsync(cancel);
    }

    [LoggerMessage(LogLevel.Warning, "Account {UserId} has looked at {What}; the audit log is away ({Reason})")]
    private partial void LogNotAudited(Guid? userId, string what, string reason);
}
