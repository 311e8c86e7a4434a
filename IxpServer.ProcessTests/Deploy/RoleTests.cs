using System.Net;
using IxpServer.Data.Entities;
using IxpServer.Data.IntentLogs;
using IxpServer.Processes.Postgres;
using IxpServer.Tests.Data;
using IxpServer.Tests.IntentLogs;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary><c>init.sql</c>: roles that may do what their work needs, and no more.</summary>
public sealed class RoleTests
{
    private const string Database = "roles_of_ixp";
    private const string Password = "a-Password-with'quote";

    [Fact]
    public async Task The_application_works_with_the_least_rights()
    {
        var postgres = await TestPostgres.GetAsync();
        var (code, output) = await InitializeAsync(postgres);
        Assert.True(code is 0, output);
        await using (var migrator = Open(postgres, "ixp_migrator"))
        {
            await migrator.Migrator.MigrateAsync(TestDatabase.Cancel);
            await migrator.Partitions.MaintainAsync(TestDatabase.Cancel);
            await migrator.AddUserAsync("root@example.com", Roles.Admin);
        }

        // After a restore by a superuser everything is theirs; the next run gives it back.
        await postgres.SqlAsync(
            """
            SELECT format('ALTER TABLE %s OWNER TO CURRENT_USER', oid::regclass) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') \gexec
            SELECT format('ALTER ROUTINE %s OWNER TO CURRENT_USER', oid::regprocedure) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND proowner = 'ixp_owner'::regrole \gexec
            """,
            Database,
            TestDatabase.Cancel
        );
        (code, output) = await InitializeAsync(postgres);
        Assert.True(code is 0, output);
        Assert.Equal(["ixp_owner"], await OwnersAsync(postgres));
        await using (
            var later = Open(postgres, "ixp_migrator", new FakeTimeProvider(DateTimeOffset.UtcNow.AddMonths(1)))
        )
        {
            Assert.Single((await later.Partitions.MaintainAsync(TestDatabase.Cancel)).Made);
        }

        await using var app = Open(postgres, "ixp_app");
        await using (var server = IxpTestServer.Start(app))
        {
            await server.DatabaseReadyAsync();
            await Eventually.TrueAsync(
                async () => (await server.GetAsync("/ready")).StatusCode is HttpStatusCode.OK,
                "the server is ready"
            );
            await using var context = app.Open();
            var admin = ("Authorization", $"Bearer {server.TokenFor(context.Users.Single())}");
            using var published = await server.PostAsync(
                "/api/registry/intents",
                """{"name":"greet","version":"1.0.0","description":"Says hello","component":"WeatherCard","parameters":{"type":"object"}}""",
                admin
            );
            Assert.Equal(HttpStatusCode.Created, published.StatusCode);
            using var session = await server.PostAsync("/api/sessions", """{"context":{"a":1}}""");
            Assert.Equal(HttpStatusCode.Created, session.StatusCode);
            (await server.RenderAsync("show_weather", """{"city":"Oslo"}""")).Dispose();
            await Eventually.TrueAsync(
                async () => (await app.RowsAsync("SELECT 1 FROM intent_logs")).Count is 1,
                "the render is logged"
            );
            using var slow = await server.GetAsync("/api/diagnostics/slow-queries", admin);
            Assert.Equal(HttpStatusCode.OK, slow.StatusCode);
        }

        // As the spool is replayed.
        var store = app.Services.GetRequiredService<IntentLogStore>();
        Assert.Equal(0, await store.WriteAsync(StoreTests.Rows("late").Rows, mayBeThere: true, TestDatabase.Cancel));
        Assert.Equal(2, (await app.RowsAsync("SELECT 1 FROM intent_logs")).Count);

        await RefusedAsync(app, "CREATE TABLE mine (id int)");
        await RefusedAsync(app, "CREATE TEMPORARY TABLE mine (id int)");
        await RefusedAsync(app, "DROP TABLE users");
        await RefusedAsync(app, "ALTER TABLE users ADD COLUMN more int");
        await RefusedAsync(app, "TRUNCATE audit_log");
        await using var backup = Open(postgres, "ixp_backup");
        Assert.Single(await backup.RowsAsync("SELECT id FROM users"));
        await RefusedAsync(backup, "DELETE FROM users");
    }

    [Fact]
    public async Task Passwords_are_not_among_the_statements_that_the_server_remembers()
    {
        var postgres = await TestPostgres.GetAsync();
        Assert.Equal(
            ["pg_stat_statements"],
            await postgres.SqlAsync("SHOW shared_preload_libraries", cancellation: TestDatabase.Cancel)
        );
        var (code, output) = await InitializeAsync(postgres);
        Assert.True(code is 0, output);

        var remembered = await postgres.SqlAsync("SELECT query FROM pg_stat_statements", Database, TestDatabase.Cancel);
        Assert.NotEmpty(remembered);
        Assert.DoesNotContain(remembered, line => line.Contains(Password[..10], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_password_stops_it_and_none_is_printed()
    {
        var postgres = await TestPostgres.GetAsync();
        var (code, output) = await RunAsync(
            postgres,
            ("IXP_MIGRATOR_PASSWORD", Password),
            ("IXP_APP_PASSWORD", Password)
        );

        Assert.NotEqual(0, code);
        Assert.Contains("Set IXP_MIGRATOR_PASSWORD, IXP_APP_PASSWORD and IXP_BACKUP_PASSWORD", output);
        Assert.DoesNotContain(Password, output);
    }

    private static Task<(int ExitCode, string Output)> InitializeAsync(PostgresCluster postgres) =>
        RunAsync(
            postgres,
            ("IXP_DATABASE", Database),
            ("IXP_MIGRATOR_PASSWORD", Password),
            ("IXP_APP_PASSWORD", Password),
            ("IXP_BACKUP_PASSWORD", Password)
        );

    private static Task<(int ExitCode, string Output)> RunAsync(
        PostgresCluster postgres,
        params (string, string)[] variables
    ) =>
        Script.RunAsync(
            postgres,
            "psql",
            ["-X", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-f", Path.Combine(Script.Directory, "init.sql")],
            variables
        );

    /// <summary>Whose the tables and functions are, but for those that extensions brought.</summary>
    private static Task<IReadOnlyList<string>> OwnersAsync(PostgresCluster postgres) =>
        postgres.SqlAsync(
            """
            SELECT tableowner FROM pg_tables WHERE schemaname = 'public'
            UNION SELECT proowner::regrole::text FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
            """,
            Database,
            TestDatabase.Cancel
        );

    private static TestDatabase Open(PostgresCluster postgres, string role, TimeProvider? time = null) =>
        new(
            [
                (
                    "ConnectionStrings__ixpdb",
                    new NpgsqlConnectionStringBuilder(postgres.ConnectionString(Database))
                    {
                        Username = role,
                        Password = Password,
                        Pooling = false,
                    }.ConnectionString
                ),
            ],
            time
        );

    private static async Task RefusedAsync(TestDatabase database, string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
