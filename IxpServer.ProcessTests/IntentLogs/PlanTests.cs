using IxpServer.Api.IntentLogs;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IxpServer.Tests.IntentLogs;

/// <summary>Each filter of the list reads one range of one index, and sorts nothing.</summary>
public sealed class PlanTests
{
    private static readonly Guid Id = Guid.CreateVersion7();

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task No_filter_of_the_list_needs_a_sort_or_a_whole_table(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await database.Partitions.MaintainAsync(TestDatabase.Cancel);
        await FillAsync(database, 20_000);
        if (kind is DatabaseKind.Postgres)
        {
            // Its autovacuum does so; nothing does on SQLite, whose plans must be right without.
            await database.ExecuteAsync("ANALYZE");
        }

        var none = new IntentLogFilter(null, null, null, null, null, null);
        var day = DateTime.UtcNow.AddDays(-1);
        var filters = new[]
        {
            (none, "created_at"),
            (none with { Intent = "intent 7" }, "intent_type"),
            (none with { SessionId = Id }, "session_id"),
            (none with { UserId = Id }, "user_id"),
            (none with { Success = false }, kind is DatabaseKind.Sqlite ? "failures_created_at" : "created_at"),
            (none with { Success = true }, "created_at"),
            (none with { From = day, To = DateTime.UtcNow }, "created_at"),
        };
        foreach (var (filter, column) in filters)
        {
            var plan = string.Join('\n', await ExplainAsync(database, filter, kind));
            Assert.Contains($"{column}_", plan, StringComparison.Ordinal);
            // Other months are empty, which may be read whole.
            Assert.DoesNotContain($"Seq Scan on intent_logs_{DateTime.UtcNow:yyyy_MM}", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("SCAN i\n", plan + "\n", StringComparison.Ordinal);
            Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Filter: (NOT success)", plan, StringComparison.Ordinal);
        }
    }

    private static async Task<IReadOnlyList<string>> ExplainAsync(
        TestDatabase database,
        IntentLogFilter filter,
        DatabaseKind kind
    )
    {
        await using var context = database.Open();
        await context.Database.OpenConnectionAsync(TestDatabase.Cancel);
        await using var command = filter
            .Apply(context.IntentLogs)
            .OrderByDescending(log => log.CreatedAt)
            .ThenByDescending(log => log.Id)
            .Take(21)
            .CreateDbCommand();
        command.CommandText =
            (kind is DatabaseKind.Postgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + command.CommandText;
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestDatabase.Cancel);
        while (await reader.ReadAsync(TestDatabase.Cancel))
        {
            lines.Add(reader.GetString(reader.FieldCount - 1));
        }

        return lines;
    }

    /// <summary>Rows of the last hours, of many intents, one in fifty a failure.</summary>
    private static async Task FillAsync(TestDatabase database, int rows)
    {
        var now = DateTime.UtcNow;
        await using var context = database.Open();
        for (var i = 0; i < rows; i++)
        {
            context.Add(
                new IntentLog
                {
                    CreatedAt = now.AddSeconds(-i / 4.0),
                    IntentType = $"intent {i % 40}",
                    Query = "{}",
                    Success = i % 50 is not 0,
                    ResponseTimeMs = i % 90,
                }
            );
        }

        await context.SaveChangesAsync(TestDatabase.Cancel);
    }
}
