using System.Text;
using IxpServer.Data.Connections;
using IxpServer.Data.IntentLogs;
using IxpServer.Tests.Data;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.Tests.IntentLogs;

/// <summary>The bulk writers.</summary>
public sealed class StoreTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rows_written_again_are_there_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var store = database.Services.GetRequiredService<IntentLogStore>();
        var rows = Rows("a", "b").Rows;

        Assert.Equal(0, await store.WriteAsync(rows, mayBeThere: false, TestDatabase.Cancel));
        Assert.Equal(0, await store.WriteAsync(rows, mayBeThere: true, TestDatabase.Cancel));
        Assert.Equal(0, await store.WriteAsync(Rows("c").Rows, mayBeThere: true, TestDatabase.Cancel));

        Assert.Equal(
            ["a", "b", "c"],
            await database.RowsAsync("SELECT query FROM intent_logs ORDER BY created_at, query")
        );
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rows_that_the_database_cannot_hold_are_left_out_alone(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var store = database.Services.GetRequiredService<IntentLogStore>();
        var batch = Rows("a", "b");
        Add(batch, "bad", response: "{not json");
        Add(batch, "c", response: "{}");

        Assert.Equal(1, await store.WriteAsync(batch.Rows, mayBeThere: false, TestDatabase.Cancel));
        Assert.Equal(1, await store.WriteAsync(batch.Rows, mayBeThere: true, TestDatabase.Cancel));
        Assert.Equal(["a", "b", "c"], await database.RowsAsync("SELECT query FROM intent_logs ORDER BY query"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rows_that_may_be_there_are_written_like_others(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var store = database.Services.GetRequiredService<IntentLogStore>();
        var user = await database.AddUserAsync("ann@example.com");
        foreach (var mayBeThere in new[] { false, true })
        {
            var batch = new IntentLogBatch();
            foreach (var isAnswered in new[] { false, true })
            {
                batch.Add(
                    new IntentLogEntry
                    {
                        Id = Guid.CreateVersion7(),
                        CreatedAt = new DateTime(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc),
                        UserId = isAnswered ? user.Id : null,
                        IntentType = "wetter_é",
                        Query = """{"a":"\"é{}, NULL"}"""u8,
                        Response = isAnswered ? """{"b":[1,null]}"""u8 : default,
                        ResponseTimeMs = 7,
                        Error = isAnswered ? "" : "X: \"y\"",
                    }
                );
            }

            Assert.Equal(0, await store.WriteAsync(batch.Rows, mayBeThere, TestDatabase.Cancel));
        }

        var rows = await database.RowsAsync(
            """
            SELECT created_at, updated_at, session_id, user_id, intent_type, query, response, response_time_ms, success,
                error_message
            FROM intent_logs ORDER BY success
            """
        );
        Assert.Equal(4, rows.Count);
        Assert.Equal((rows[0], rows[2]), (rows[1], rows[3]));
        Assert.Contains("""- - wetter_é {"a":"\"é{}, NULL"} - 7""", rows[0]);
        Assert.EndsWith("X: \"y\"", rows[0]);
        Assert.Contains("""{"b":[1,null]}""", rows[2]);
    }

    [Fact]
    public async Task A_row_that_is_refused_while_its_month_is_attached_is_written_again()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var store = database.Services.GetRequiredService<IntentLogStore>();
        // A sequence does not go back with the transaction: only the first row is refused.
        await database.ExecuteAsync(
            """
            CREATE SEQUENCE tries;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('tries') = 1 THEN RAISE EXCEPTION USING ERRCODE = '23514'; END IF; RETURN NEW;
            END $$;
            CREATE TRIGGER once BEFORE INSERT ON intent_logs FOR EACH ROW EXECUTE FUNCTION refuse();
            """
        );

        Assert.Equal(0, await store.WriteAsync(Rows("a", "b").Rows, mayBeThere: false, TestDatabase.Cancel));
        Assert.Equal(["a", "b"], await database.RowsAsync("SELECT query FROM intent_logs ORDER BY query"));
    }

    internal static IntentLogBatch Rows(params string[] queries)
    {
        var batch = new IntentLogBatch();
        foreach (var query in queries)
        {
            Add(batch, query);
        }

        return batch;
    }

    private static void Add(IntentLogBatch batch, string query, string response = "") =>
        batch.Add(
            new IntentLogEntry
            {
                Id = Guid.CreateVersion7(),
                CreatedAt = DateTime.UtcNow,
                IntentType = "test",
                Query = Encoding.UTF8.GetBytes(query),
                Response = Encoding.UTF8.GetBytes(response),
                ResponseTimeMs = 1,
            }
        );
}
