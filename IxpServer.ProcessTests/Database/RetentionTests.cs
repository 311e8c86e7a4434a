using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Database;

/// <summary>A server that runs removes what need not be kept, hour by hour.</summary>
public sealed class RetentionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Sessions_and_an_embedded_databases_logs_go_in_the_hour_after_they_are_due(DatabaseKind kind)
    {
        var time = new FakeTimeProvider(Noon);
        await using var database = await TestDatabase.CreateAsync(kind, time);
        await using var server = IxpTestServer.Start(
            database,
            new Dictionary<string, string?>
            {
                ["Ixp:Database:LogRetentionDays"] = "1",
                ["Ixp:Database:AnonymousSessionRetentionDays"] = "1",
            },
            services => services.AddSingleton<TimeProvider>(time)
        );
        await server.DatabaseReadyAsync();
        await using (var context = database.Open())
        {
            var (due, soon) = (Noon.UtcDateTime.AddDays(-1), Noon.UtcDateTime.AddDays(-1).AddHours(1));
            context.AddRange(Session(due), Session(soon), Log(due), Log(soon));
            await context.SaveChangesAsync(TestDatabase.Cancel);
        }

        // On PostgreSQL logs go by whole months, which is the migration service's work.
        var isSqlite = kind is DatabaseKind.Sqlite;
        time.Advance(TimeSpan.FromMinutes(5));
        await LeftAsync(1, isSqlite ? 1 : 2);
        time.Advance(TimeSpan.FromHours(1));
        await LeftAsync(0, isSqlite ? 0 : 2);

        Task<TimeSpan> LeftAsync(int sessions, int logs) =>
            Eventually.TrueAsync(
                async () =>
                    await database.RowsAsync(
                        "SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM intent_logs)"
                    )
                        is [var left]
                    && left == $"{sessions} {logs}",
                $"{sessions} sessions and {logs} logs are left"
            );
    }

    private static Session Session(DateTime at) => new() { CreatedAt = at, UpdatedAt = at };

    private static IntentLog Log(DateTime at) =>
        new()
        {
            IntentType = "show_weather",
            Query = "{}",
            CreatedAt = at,
        };
}
