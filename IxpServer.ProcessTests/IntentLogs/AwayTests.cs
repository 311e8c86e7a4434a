using System.Net;
using IxpServer.Api.IntentLogs;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Logs;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.IntentLogs;

/// <summary>A database that does not take rows: here its table is gone for a while.</summary>
public sealed class AwayTests
{
    private const string Bonn = """{"city":"Bonn"}""";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Renders_go_on_and_their_rows_follow_in_order_when_it_is_back(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind);
        await fixture.Database.ExecuteAsync("ALTER TABLE intent_logs RENAME TO away");
        for (var day = 1; day <= 7; day++)
        {
            using var answer = await fixture.Server.RenderAsync("show_weather", $$"""{"city":"Bonn","days":{{day}}}""");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Contains("wait in the spool", await HealthAsync(fixture));
        await fixture.Database.ExecuteAsync("ALTER TABLE away RENAME TO intent_logs");
        await Eventually.TrueAsync(async () => (await fixture.RowsAsync()).Count is 7, "the spool is replayed");
        await Eventually.TrueAsync(
            async () => await HealthAsync(fixture) is "intent logs are written",
            "the spool is empty"
        );
        await fixture.Server.RenderAsync("show_weather", Bonn);

        var rows = await fixture.RowsAsync();
        Assert.Equal(
            Enumerable.Range(1, 7).Select(day => $$"""{"city":"Bonn","days":{{day}}}""").Append(Bonn),
            rows.Select(row => row.Query)
        );
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_spooled_when_the_server_stops_is_replayed_by_the_next_one(DatabaseKind kind)
    {
        await using var place = new TemporaryDirectory();
        var spool = ("Ixp:IntentLogs:SpoolDirectory", place.Path);
        await using var fixture = await LogFixture.StartAsync(kind, null, "batched", spool);
        await fixture.Database.ExecuteAsync("ALTER TABLE intent_logs RENAME TO away");
        await fixture.Server.RenderAsync("show_weather", Bonn);
        await fixture.Server.DisposeAsync();
        await fixture.Database.ExecuteAsync("ALTER TABLE away RENAME TO intent_logs");

        await using var next = IxpTestServer.Start(
            fixture.Database,
            new Dictionary<string, string?> { ["Ixp:IntentLogs:SpoolDirectory"] = place.Path }
        );
        await Eventually.TrueAsync(async () => (await fixture.RowsAsync()).Count is 1, "the spool is replayed");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_server_that_ends_brings_what_is_spooled_to_a_database_that_is_back(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        // No time passes, so that no second try comes before the end.
        await using var server = IxpTestServer.Start(
            database,
            new Dictionary<string, string?> { ["Ixp:IntentLogs:Durability"] = "committed" },
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UtcNow))
        );
        await server.DatabaseReadyAsync();
        await database.ExecuteAsync("ALTER TABLE intent_logs RENAME TO away");
        using var answer = await server.RenderAsync("show_weather", Bonn);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await database.ExecuteAsync("ALTER TABLE away RENAME TO intent_logs");

        // Also when a long answer has used up the time that the end of the server has.
        await server
            .Services.GetServices<IHostedService>()
            .OfType<IntentLogWriter>()
            .Single()
            .StopAsync(new CancellationToken(canceled: true));

        Assert.Equal([Bonn], await database.RowsAsync("SELECT query FROM intent_logs"));
    }

    [Fact]
    public async Task The_log_tells_once_why_rows_stay_in_the_spool_and_again_when_it_is_something_else()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var lines = new AnyLevel();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = IxpTestServer.Start(
            database,
            new Dictionary<string, string?> { ["Ixp:IntentLogs:Durability"] = "committed" },
            services => services.AddSingleton<TimeProvider>(time).AddSingleton<ILoggerProvider>(lines)
        );
        await server.DatabaseReadyAsync();
        await database.ExecuteAsync("ALTER TABLE intent_logs RENAME TO away");
        (await server.RenderAsync("show_weather", Bonn)).Dispose();
        await Eventually.TrueAsync(() => Task.FromResult(Told() is 1), "the first cause is told");
        await database.ExecuteAsync("CREATE TABLE intent_logs (id TEXT)");
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(2));
                return Task.FromResult(Told() is 2);
            },
            "the second cause is told"
        );

        int Told() =>
            lines.Lines.Count(line =>
                line.Level is LogLevel.Warning
                && line.Message.StartsWith("The spool of intent logs cannot be replayed yet", StringComparison.Ordinal)
            );
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_that_cannot_be_kept_is_refused_where_it_was_promised_and_counted_where_not(
        DatabaseKind kind
    )
    {
        await using var place = new TemporaryDirectory();
        var file = Path.Combine(place.Path, "file");
        await File.WriteAllTextAsync(file, "no directory", TestDatabase.Cancel);
        var spool = ("Ixp:IntentLogs:SpoolDirectory", file);
        await using var promised = await LogFixture.StartAsync(kind, null, "committed", spool);
        await promised.Database.ExecuteAsync("DROP TABLE intent_logs");
        using var refused = await promised.Server.RenderAsync("show_weather", Bonn);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        await using var batched = await LogFixture.StartAsync(kind, null, "batched", spool);
        await batched.Database.ExecuteAsync("DROP TABLE intent_logs");
        using var answered = await batched.Server.RenderAsync("show_weather", Bonn);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        await Eventually.TrueAsync(
            async () => (await HealthAsync(batched)).StartsWith("1 intent logs were lost", StringComparison.Ordinal),
            "the loss is told"
        );
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_full_queue_loses_rows_but_not_silently(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind, null, "batched", ("Ixp:IntentLogs:QueueRows", "1"));
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => fixture.Server.RenderAsync("show_weather", Bonn))
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var told = await HealthAsync(fixture);
        Assert.Contains("intent logs were lost", told);
        await fixture.Server.DisposeAsync();
        var lost = int.Parse(told[..told.IndexOf(' ', StringComparison.Ordinal)]);
        Assert.Equal(50, lost + (await fixture.RowsAsync()).Count);
    }

    private static async Task<string> HealthAsync(LogFixture fixture) =>
        (await fixture.Server.GetJsonAsync("/ixp/health"))
            .GetProperty("checks")
            .GetProperty("intentLogs")
            .GetProperty("message")
            .GetString()!;
}
