using System.Net;
using IxpServer.Api.Registry;
using IxpServer.Api.Registry.Stored;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Logs;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static IxpServer.Tests.Registry.Admin.AdminServer;

namespace IxpServer.Tests.Registry.Admin;

/// <summary>Every server on one database shows a change that one of them made.</summary>
public sealed class ReplicaTests
{
    private const string Listeners =
        "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ixp-server registry'";

    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(1);

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task A_change_shows_on_every_server_within_a_second(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await using var other = IxpTestServer.Start(admin.Database, admin.Files.Settings);
        await SettledAsync(other);
        if (kind is DatabaseKind.Postgres)
        {
            await ListeningAsync(admin.Database, 2);
        }

        // Counted from the answer to whoever made the change, as asked of the other server.
        for (var change = 0; change < 3; change++)
        {
            await admin.PublishAsync(Intent($"new {change}"));
            Assert.InRange(await ShownAsync(other, $"new {change}", HttpStatusCode.OK), TimeSpan.Zero, Promise);
            await admin.SetStatusAsync($"/intents/new {change}/1.0.0", "deleted");
            Assert.InRange(await ShownAsync(other, $"new {change}", HttpStatusCode.NotFound), TimeSpan.Zero, Promise);
        }
    }

    [Fact]
    public async Task Lists_and_theme_have_the_same_tags_on_every_server_and_after_a_restart()
    {
        await using var admin = await StartAsync(DatabaseKind.Sqlite);
        await admin.PublishComponentAsync(Component("Chart"));
        await admin.PublishAsync(Intent("kept"));
        await admin.PublishAsync(Intent("gone"));
        await admin.SetStatusAsync("/intents/gone/1.0.0", "deleted");
        await using var other = IxpTestServer.Start(admin.Database, admin.Files.Settings);
        await ShownAsync(other, "kept", HttpStatusCode.OK);

        foreach (
            var path in new[]
            {
                "/ixp/intents",
                "/ixp/intents?versions=all",
                "/ixp/components",
                "/ixp/components?deprecated=false",
                "/ixp/theme",
            }
        )
        {
            using var first = await admin.Server.GetAsync(path);
            using var second = await other.GetAsync(path, ("If-None-Match", first.Header("ETag")!));
            Assert.True(second.StatusCode is HttpStatusCode.NotModified, path);
        }

        using var before = await other.GetAsync("/ixp/components");
        await admin.PublishComponentAsync(Component("Other"));
        await Eventually.TrueAsync(
            async () =>
            {
                using var now = await other.GetAsync("/ixp/components", ("If-None-Match", before.Header("ETag")!));
                return now.StatusCode is HttpStatusCode.OK;
            },
            "a change gives another tag"
        );
    }

    [Fact]
    public async Task A_listener_that_was_cut_off_listens_again_and_misses_nothing()
    {
        await using var admin = await StartAsync(DatabaseKind.Postgres);
        await using var other = IxpTestServer.Start(admin.Database, admin.Files.Settings);
        await SettledAsync(other);
        var before = await ListeningAsync(admin.Database, 2);

        await admin.Database.ExecuteAsync($"SELECT pg_terminate_backend(pid) {Listeners}");
        await admin.PublishAsync(Intent("meanwhile"));
        Assert.InRange(await ShownAsync(other, "meanwhile", HttpStatusCode.OK), TimeSpan.Zero, Promise);

        var after = await ListeningAsync(admin.Database, 2);
        Assert.Empty(before.Intersect(after));
        await admin.PublishAsync(Intent("later"));
        Assert.InRange(await ShownAsync(other, "later", HttpStatusCode.OK), TimeSpan.Zero, Promise);
    }

    [Fact]
    public async Task Without_a_listener_changes_are_found_by_asking()
    {
        await using var admin = await StartAsync(DatabaseKind.Postgres);
        await using var deaf = IxpTestServer.Start(
            admin.Database,
            admin.Files.Settings,
            services =>
                services.Remove(
                    services.Single(service =>
                        service.ServiceType == typeof(IHostedService)
                        && service.ImplementationType == typeof(RegistryListener)
                    )
                )
        );
        await SettledAsync(deaf);
        await admin.PublishAsync(Intent("asked for"));
        Assert.InRange(await ShownAsync(deaf, "asked for", HttpStatusCode.OK), TimeSpan.Zero, Promise);
        Assert.Single(await ListeningAsync(admin.Database, 1));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_database_in_which_nothing_changes_is_left_alone(DatabaseKind kind)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var log = new AnyLevel();
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = IxpTestServer.Start(
            database,
            new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "Information",
            },
            services => services.AddSingleton<TimeProvider>(time).AddSingleton<ILoggerProvider>(log)
        );
        var updater = server.Services.GetRequiredService<RegistryUpdater>();
        await SettledAsync(server);
        if (kind is DatabaseKind.Postgres)
        {
            var poll = server.Services.GetRequiredService<RegistryPoll>();
            await Eventually.TrueAsync(() => Task.FromResult(poll.IsNotified), "it listens");
        }

        // What the start has asked for is answered in turn.
        await updater.UpdateRowsAsync(TestDatabase.Cancel);
        var before = Asked();
        for (var ticks = 0; ticks < 50; ticks++)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
        }

        await updater.UpdateRowsAsync(TestDatabase.Cancel);
        Assert.InRange(Asked() - before, 1, 5);

        int Asked() => log.Lines.Count(line => line.Message.Contains("registry_revisions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_serves_its_files_while_the_database_is_away()
    {
        using var files = new TestRegistry(TestRegistry.Intents(TestRegistry.Intent("first")));
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>(files.Settings)
            {
                ["ConnectionStrings:ixpdb"] = "Host=127.0.0.1;Port=1;Username=x;Database=x",
            }
        );
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "first"));
    }

    [Fact]
    public async Task A_database_that_is_migrated_later_is_joined_then()
    {
        await using var empty = await TestDatabase.CreateEmptyAsync(DatabaseKind.Postgres);
        using var files = new TestRegistry(TestRegistry.Intents(TestRegistry.Intent("first")));
        await using var server = IxpTestServer.Start(empty, files.Settings);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "first"));

        await empty.Migrator.MigrateAsync(TestDatabase.Cancel);
        await SettledAsync(server);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "first"));
    }

    /// <summary>Waits until the server has read the database once.</summary>
    private static Task<TimeSpan> SettledAsync(IxpTestServer server) =>
        Eventually.TrueAsync(
            () => Task.FromResult(server.Services.GetRequiredService<RegistryUpdater>().HasReadRows),
            "the server has read the database"
        );

    /// <summary>Waits until so many servers listen; their backends.</summary>
    private static async Task<IReadOnlyList<string>> ListeningAsync(TestDatabase database, int count)
    {
        IReadOnlyList<string> found = [];
        await Eventually.TrueAsync(
            async () =>
            {
                found = await database.RowsAsync($"SELECT pid {Listeners} AND query LIKE 'LISTEN%' AND state = 'idle'");
                return found.Count == count;
            },
            $"{count} servers listen"
        );
        return found;
    }

    private static Task<TimeSpan> ShownAsync(IxpTestServer server, string intent, HttpStatusCode status) =>
        Eventually.TrueAsync(async () => await StatusAsync(server, intent) == status, $"{intent} is {status}");

    private static async Task<HttpStatusCode> StatusAsync(IxpTestServer server, string intent)
    {
        using var response = await server.RenderAsync(intent);
        return response.StatusCode;
    }
}
