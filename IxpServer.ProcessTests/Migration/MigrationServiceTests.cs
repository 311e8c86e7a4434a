using System.Text.Json;
using IxpServer.Data;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Processes.Postgres;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace IxpServer.Tests.Migration;

/// <summary>The migration service as a deployment runs it: processes, variables, exit codes.</summary>
public sealed class MigrationServiceTests
{
    private const string AdminPassword = "correct-horse-battery-staple";

    private static readonly (string, string)[] Admin =
    [
        ("ADMIN_EMAIL", "Root@Example.com"),
        ("ADMIN_PASSWORD", AdminPassword),
    ];

    private static CancellationToken Cancel => TestDatabase.Cancel;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task It_brings_an_empty_database_up_to_date_and_may_run_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        var before = await MigrationProcess.RunAsync(database.Variables, "--check");
        Assert.Equal(2, before.ExitCode);
        Assert.Equal(database.Migrations, before.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("InitialSchema", before.Output);

        var first = await MigrationProcess.RunAsync(database.Variables);
        var second = await MigrationProcess.RunAsync(database.Variables);
        var after = await MigrationProcess.RunAsync(database.Variables, "--check");

        Assert.Equal((0, 0, 0, ""), (first.ExitCode, second.ExitCode, after.ExitCode, after.Output));
        Assert.Empty(await database.Migrator.PendingAsync(Cancel));
        if (kind is DatabaseKind.Postgres)
        {
            var partitions = await database.RowsAsync("SELECT inhrelid::regclass::text FROM pg_inherits ORDER BY 1");
            Assert.Equal(
                5,
                partitions.Count(name =>
                    name.StartsWith("intent_logs_", StringComparison.Ordinal)
                    && !name.Contains("_idx")
                    && !name.Contains("_pkey")
                )
            );
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_at_once_both_succeed_and_one_of_them_did_the_work(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        var both = await Task.WhenAll(
            MigrationProcess.RunAsync([.. database.Variables, .. Admin], "--seed-samples"),
            MigrationProcess.RunAsync([.. database.Variables, .. Admin], "--seed-samples")
        );

        Assert.All(both, run => Assert.True(run.ExitCode is 0, run.All));
        Assert.Single(
            both,
            run => run.All.Contains($"applied {database.Migrations} migrations", StringComparison.Ordinal)
        );
        Assert.Single(both, run => run.All.Contains("applied 0 migrations", StringComparison.Ordinal));
        await using var context = database.Open();
        Assert.Equal(1, await context.Users.CountAsync(Cancel));
        Assert.Equal(1, await context.RegistryRevisions.CountAsync(Cancel));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_first_administrator_is_made_once_and_never_overwritten(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var first = await MigrationProcess.RunAsync([.. database.Variables, .. Admin]);
        var second = await MigrationProcess.RunAsync([
            .. database.Variables,
            ("ADMIN_EMAIL", "ROOT@example.com"),
            ("ADMIN_PASSWORD", "another-password-altogether"),
        ]);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.DoesNotContain(AdminPassword, first.All);
        await using var context = database.Open();
        var admin = Assert.Single(await context.Users.ToListAsync(Cancel));
        Assert.Equal(("Root@Example.com", Roles.Admin, true), (admin.Email, admin.Role, admin.Active));
        Assert.NotNull(admin.EmailConfirmedAt);
        Assert.Equal(
            PasswordVerificationResult.Success,
            Passwords.Hasher.VerifyHashedPassword(admin, admin.PasswordHash, AdminPassword)
        );
        Assert.Single(await context.AuditLog.Where(entry => entry.TargetId == admin.Id.ToString()).ToListAsync(Cancel));
        // The framework's format: version 1, then SHA-512 and the rounds, each four bytes, the highest first.
        var format = Convert.FromBase64String(admin.PasswordHash).AsSpan(0, 9).ToArray();
        Assert.Equal([1, 0, 0, 0, 2, 0, 3, 0x34, 0x50], format);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Samples_are_imported_as_written_and_only_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Assert.Equal(0, (await MigrationProcess.RunAsync(database.Variables, "--seed-samples")).ExitCode);
        Assert.Equal(0, (await MigrationProcess.RunAsync(database.Variables, "--seed-samples")).ExitCode);

        await using var context = database.Open();
        var definitions = await context
            .RegistryDefinitions.OrderBy(row => row.CreatedAt)
            .ThenBy(row => row.Id)
            .ToListAsync(Cancel);
        using var samples = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(Repository.ApiDirectory, "samples", "intents.json"), Cancel)
        );
        Assert.Equal(
            samples
                .RootElement.GetProperty("intents")
                .EnumerateArray()
                .Select(intent => intent.GetProperty("name").GetString()),
            definitions.Where(row => row.Kind is "intent").Select(row => row.Name)
        );
        Assert.Contains(definitions, row => row is { Kind: "component", Name: "WeatherCard", Version: "1.2.0" });
        Assert.Equal("deprecated", definitions.Single(row => row.Name is "find_flights").Status);
        var weather = definitions.Single(row => row.Name is "show_weather");
        Assert.StartsWith("""{"name":"show_weather","title":"Show the weather",""", weather.Document);
        var revision = Assert.Single(await context.RegistryRevisions.ToListAsync(Cancel));
        Assert.Equal((1, "import"), (revision.Revision, revision.Action));
    }

    [Fact]
    public async Task A_database_that_is_down_is_waited_for()
    {
        await using var server = await StartServerAsync();
        await server.CreateDatabaseAsync("ixp", null, Cancel);
        await server.StopAsync();
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = MigrationProcess.RunAsync(
            [
                ("ConnectionStrings__ixpdb", server.ConnectionString("ixp")),
                ("Ixp__Database__StartTimeoutSeconds", $"{Eventually.Limit.TotalSeconds}"),
            ],
            line => _ = line.Contains("is not up yet", StringComparison.Ordinal) && waits.TrySetResult()
        );
        Assert.Same(waits.Task, await Task.WhenAny(run, waits.Task));
        await server.StartAgainAsync(Cancel);

        var ended = await run;
        Assert.True(ended.ExitCode is 0, ended.All);
    }

    [Fact]
    public async Task A_database_that_stays_down_is_named_and_given_up()
    {
        var run = await MigrationProcess.RunAsync([
            ("DATABASE_URL", "postgresql://ixp:s3cret-word@127.0.0.1:1/ixp"),
            ("Ixp__Database__StartTimeoutSeconds", "1"),
        ]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("PostgreSQL 127.0.0.1:1, database ixp failed", run.All);
        Assert.DoesNotContain("s3cret-word", run.All);
        Assert.DoesNotContain("   at ", run.All);
    }

    [Fact]
    public async Task A_wrong_password_fails_at_once_and_is_not_shown()
    {
        var server = await TestPostgres.GetAsync();
        var run = await MigrationProcess.RunAsync([
            ("DATABASE_URL", $"postgresql://postgres:s3cret-word@127.0.0.1:{server.Port}/postgres"),
        ]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("password authentication failed", run.All);
        Assert.Contains($"127.0.0.1:{server.Port}, database postgres", run.All);
        Assert.DoesNotContain("s3cret-word", run.All);
        Assert.DoesNotContain("is not up yet", run.All);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task It_rolls_back_to_a_named_migration_and_refuses_an_unknown_one(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var unknown = await MigrationProcess.RunAsync(database.Variables, "--rollback", "Nonsense");
        Assert.Equal(78, unknown.ExitCode);
        Assert.Contains("'Nonsense' is no applied migration", unknown.Errors);
        Assert.Empty(await database.Migrator.PendingAsync(Cancel));

        Assert.Equal(0, (await MigrationProcess.RunAsync(database.Variables, "--rollback", "InitialSchema")).ExitCode);
        Assert.Equal(database.Migrations - 1, (await database.Migrator.PendingAsync(Cancel)).Count);
        Assert.Equal(0, (await MigrationProcess.RunAsync(database.Variables, "--rollback", "0")).ExitCode);
        Assert.Equal(database.Migrations, (await database.Migrator.PendingAsync(Cancel)).Count);
    }

    [Fact]
    public async Task The_script_makes_the_same_schema_and_may_run_twice()
    {
        await using var migrated = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Postgres);
        var script = await MigrationProcess.RunAsync(database.Variables, "--script");
        Assert.Equal(0, script.ExitCode);

        var server = await TestPostgres.GetAsync();
        var name = new NpgsqlConnectionStringBuilder(database.Variables[0].Value).Database!;
        await server.SqlAsync(script.Output, name, Cancel);
        await server.SqlAsync(script.Output, name, Cancel);

        Assert.Empty(await database.Migrator.PendingAsync(Cancel));
        Assert.Equal(
            await Schema.ReadAsync(migrated, DatabaseKind.Postgres),
            await Schema.ReadAsync(database, DatabaseKind.Postgres)
        );
    }

    [Fact]
    public async Task A_script_for_SQLite_is_refused_in_words()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Sqlite);
        var run = await MigrationProcess.RunAsync(database.Variables, "--script");

        Assert.Equal((78, ""), (run.ExitCode, run.Output));
        Assert.Contains("needs PostgreSQL", run.Errors);
    }

    [Fact]
    public async Task A_role_that_owns_nothing_but_its_database_is_enough()
    {
        var server = await TestPostgres.GetAsync();
        var name = $"t{Guid.NewGuid():N}";
        await server.SqlAsync($"CREATE ROLE {name} LOGIN PASSWORD 'pw'", cancellation: Cancel);
        await server.CreateDatabaseAsync(name, null, Cancel);
        // It may make tables, but no extensions.
        await server.SqlAsync($"GRANT ALL ON SCHEMA public TO {name}", name, Cancel);
        var run = await MigrationProcess.RunAsync([
            ("DATABASE_URL", $"postgres://{name}:pw@127.0.0.1:{server.Port}/{name}"),
        ]);

        Assert.True(run.ExitCode is 0, run.All);
        Assert.Equal(["plpgsql"], await server.SqlAsync("SELECT extname FROM pg_extension", name, Cancel));
    }

    [Theory]
    [InlineData("unknown arguments", "--nonsense")]
    [InlineData("names no TARGET", "--rollback")]
    [InlineData("unknown arguments", "--check", "--script")]
    public async Task Wrong_arguments_exit_78(string message, params string[] args)
    {
        var run = await MigrationProcess.RunAsync([], args);

        Assert.Equal(78, run.ExitCode);
        Assert.Contains(message, run.Errors);
    }

    [Fact]
    public async Task Every_wrong_setting_is_named_and_exits_78()
    {
        var database = await MigrationProcess.RunAsync([
            ("DATABASE_URL", "postgresql://ixp:s3cret%zz@host/db"),
            ("DATABASE_POOL_MAX", "many"),
            ("DATABASE_SSL", "perhaps"),
            ("LOG_RETENTION_DAYS", "-1"),
        ]);
        Assert.Equal(78, database.ExitCode);
        foreach (var name in new[] { "DATABASE_URL", "DATABASE_POOL_MAX", "DATABASE_SSL", "LOG_RETENTION_DAYS" })
        {
            Assert.Contains($"- {name}", database.Errors);
        }

        Assert.DoesNotContain("s3cret", database.All);

        var file = await MigrationProcess.RunAsync([("DATABASE_FILE", "/proc/nowhere/ixp.db")]);
        Assert.Equal(78, file.ExitCode);
        Assert.Contains("- DATABASE_FILE", file.Errors);

        var admin = await MigrationProcess.RunAsync([("ADMIN_EMAIL", "nobody"), ("ADMIN_PASSWORD", "short")]);
        Assert.Equal(78, admin.ExitCode);
        Assert.Contains("- ADMIN_EMAIL", admin.Errors);
        Assert.Contains("- ADMIN_PASSWORD", admin.Errors);
        Assert.DoesNotContain("short", admin.All);

        // What nobody could sign in with.
        var useless = await MigrationProcess.RunAsync([
            ("ADMIN_EMAIL", "a b@c"),
            ("ADMIN_PASSWORD", new string('p', 257)),
        ]);
        Assert.Equal(78, useless.ExitCode);
        Assert.Contains("- ADMIN_EMAIL: found 'a b@c'", useless.Errors);
        Assert.Contains(
            "- ADMIN_PASSWORD: found a value of 257 characters (not shown); allowed: 12 to 256",
            useless.Errors
        );
    }

    [Fact]
    public async Task An_administrator_needs_both_settings_and_a_connection_string_needs_no_address()
    {
        var run = await MigrationProcess.RunAsync([
            ("ConnectionStrings__ixpdb", "Host=127.0.0.1;Port=1;Database=ixp"),
            ("DATABASE_URL_FILE", "/nowhere"),
            ("ADMIN_EMAIL", "ann@example.com"),
        ]);

        Assert.Equal(78, run.ExitCode);
        Assert.Contains("- ADMIN_PASSWORD: not set; ADMIN_EMAIL needs 12 to 256 characters", run.Errors);
        Assert.DoesNotContain("DATABASE_URL", run.Errors);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var run = await MigrationProcess.RunAsync([], "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("--rollback TARGET", run.Output);
    }

    private static async Task<PostgresCluster> StartServerAsync()
    {
        await TestPostgres.GetAsync(); // Fails in words when there is none.
        return await PostgresCluster.StartAsync(cancellation: Cancel);
    }
}
