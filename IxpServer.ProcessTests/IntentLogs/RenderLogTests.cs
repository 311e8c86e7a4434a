using System.Net;
using IxpServer.Api.IntentLogs;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.IntentLogs;

/// <summary>What stands in the log of a render.</summary>
public sealed class RenderLogTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_render_is_logged_with_its_parameters_record_time_and_user(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind);
        var ann = await fixture.AddUserAsync("ann@example.com");
        using var response = await fixture.Server.RenderAsync(
            "show_weather",
            """{"city":"Lisboa \u00e9 \"x\"", "days":2}""",
            fixture.As(ann)
        );

        var row = Assert.Single(await fixture.RowsAsync());
        Assert.Equal("show_weather", row.IntentType);
        Assert.Equal("""{"city":"Lisboa \u00e9 \"x\"", "days":2}""", row.Query);
        Assert.Equal((await response.JsonAsync()).GetProperty("record").GetRawText(), row.Response);
        Assert.True(row.Success);
        Assert.Null(row.ErrorMessage);
        Assert.Null(row.SessionId);
        Assert.Equal(ann.Id, row.UserId);
        Assert.InRange(row.ResponseTimeMs!.Value, 0, 60_000);
        Assert.InRange(DateTime.UtcNow - row.CreatedAt, TimeSpan.Zero, Eventually.Limit);
        Assert.Equal(row.CreatedAt, row.UpdatedAt);
        Assert.Equal(7, row.Id.Version);
    }

    [Fact]
    public async Task A_stop_from_two_sides_ends_once_also_after_the_first_has_disposed()
    {
        await using var fixture = await LogFixture.StartAsync(DatabaseKind.Sqlite);
        await fixture.Server.RenderAsync("show_weather", """{"city":"Bonn"}""");
        var writer = fixture.Server.Services.GetServices<IHostedService>().OfType<IntentLogWriter>().Single();

        await Task.WhenAll(
            writer.StopAsync(TestContext.Current.CancellationToken),
            writer.StopAsync(TestContext.Current.CancellationToken)
        );
        writer.Dispose();
        await writer.StopAsync(TestContext.Current.CancellationToken);

        Assert.Single(await fixture.RowsAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_persons_words_are_the_query_where_there_were_any(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind);
        const string Words = "wie ist das 'Wetter'; DROP TABLE intent_logs; -- 🌦";
        await fixture.Server.PostAsync(
            "/ixp/render",
            $$"""{"intent":{"name":"show_weather","parameters":{"city":"Bonn"} },"context":{"query":"{{Words}}"} }"""
        );

        var row = Assert.Single(await fixture.RowsAsync());
        Assert.Equal(Words, row.Query);
        Assert.Null(row.UserId);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_render_that_fails_is_logged_with_why(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind);
        await fixture.Server.RenderAsync("show_weather", """{"days":99}""");
        await fixture.Server.RenderAsync("nowhere", """{"password":"hunter2"}""");
        await fixture.Server.PostAsync("/ixp/render", """{"intent":{}}""");
        await fixture.Server.PostAsync("/ixp/render", "nonsense");

        var rows = await fixture.RowsAsync();
        Assert.Equal(["show_weather", "nowhere"], rows.Select(row => row.IntentType));
        Assert.All(rows, row => Assert.False(row.Success));
        Assert.All(rows, row => Assert.Null(row.Response));
        Assert.Equal(["""{"days":99}""", "{}"], rows.Select(row => row.Query));
        Assert.StartsWith("INVALID_REQUEST: Parameter validation failed:", rows[0].ErrorMessage);
        Assert.Equal("INTENT_NOT_SUPPORTED: Intent 'nowhere' not found", rows[1].ErrorMessage);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Each_render_of_a_batch_is_logged(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind);
        var ann = await fixture.AddUserAsync("ann@example.com");
        await fixture.Server.PostAsync(
            "/ixp/render/batch",
            """{"requests":[{"intent":{"name":"show_weather","parameters":{"city":"Bonn"}}},{"intent":{"name":"no"}},7]}""",
            fixture.As(ann)
        );

        var rows = await fixture.RowsAsync();
        Assert.Equal(["no", "show_weather"], rows.Select(row => row.IntentType).Order());
        Assert.All(rows, row => Assert.Equal(ann.Id, row.UserId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Sensitive_parameters_are_in_no_log(DatabaseKind kind)
    {
        var registry = new TestRegistry(
            Intents(
                Intent(
                    "pay",
                    """
                    {"type":"object","properties":{
                      "pin":{"type":"string","writeOnly":true},
                      "amount":{"type":"integer"},
                      "cards":{"type":"array","items":{"$ref":"#/$defs/card"}}
                    },"$defs":{"card":{"type":"object","properties":{
                      "number":{"allOf":[{"type":"string"},{"x-sensitive":true}]},"name":{"type":"string"}}}}}
                    """
                )
            )
        );
        await using var fixture = await LogFixture.StartAsync(kind, registry);
        await fixture.Server.RenderAsync(
            "pay",
            """{"pin":"SECRET","amount":5,"cards":[{"number":"SECRET","name":"n"}]}"""
        );
        await fixture.Server.RenderAsync("pay", """{"pin":["SECRET"],"amount":"x"}""");

        var rows = await fixture.RowsAsync();
        const string Redacted = """
            {"pin":"[redacted]","amount":5,"cards":[{"number":"[redacted]","name":"n"}]}
            """;
        Assert.Equal(Redacted, rows[0].Query);
        Assert.Equal(Redacted, LogFixture.Json(rows[0].Response).GetProperty("props").GetRawText());
        Assert.Equal("/components/Card.js", LogFixture.Json(rows[0].Response).GetProperty("moduleUrl").GetString());
        Assert.Equal("""{"pin":"[redacted]","amount":"x"}""", rows[1].Query);
        Assert.DoesNotContain("SECRET", rows[1].ErrorMessage);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Long_values_are_cut_to_what_is_still_JSON(DatabaseKind kind)
    {
        var registry = new TestRegistry(Intents(Intent("big")));
        await using var fixture = await LogFixture.StartAsync(kind, registry);
        var text = new string('x', 100_000);
        await fixture.Server.RenderAsync("big", $$"""{"text":"{{text}}"}""");
        await fixture.Server.RenderAsync(new string('n', 5_000));
        await fixture.Server.PostAsync(
            "/ixp/render",
            $$"""{"intent":{"name":"big"},"context":{"query":"{{new string('é', 50_000)}}"} }"""
        );

        var rows = await fixture.RowsAsync();
        Assert.Equal("""{"$truncated":100011}""", rows[0].Query);
        Assert.Equal(
            """{"moduleUrl":"/components/Card.js","exportName":"Card","props":{"$truncated":100011}}""",
            rows[0].Response
        );
        Assert.Equal(255, rows[1].IntentType.Length);
        Assert.EndsWith("é…", rows[2].Query);
        Assert.InRange(rows[2].Query.Length, 4_000, 5_000);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rows_of_a_user_who_is_gone_do_not_hold_up_the_others(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind);
        var ann = await fixture.AddUserAsync("ann@example.com");
        var gone = await fixture.AddUserAsync("bo@example.com");
        var (asAnn, asGone) = (fixture.As(ann), fixture.As(gone));

        // The server goes on knowing the account for a moment after it is gone from the database.
        using (var known = await fixture.Server.GetAsync("/api/auth/me", asGone))
        {
            Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        }

        await fixture.Database.ExecuteAsync("DELETE FROM users WHERE email = 'bo@example.com'");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    fixture.Server.RenderAsync("show_weather", """{"city":"Bonn"}""", i % 2 is 0 ? asAnn : asGone)
                )
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var rows = await fixture.RowsAsync();
        Assert.Equal(20, rows.Count);
        Assert.All(rows, row => Assert.Equal(ann.Id, row.UserId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task By_default_a_row_is_there_soon_after_and_surely_when_the_server_has_stopped(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind, durability: "batched");
        await fixture.Server.RenderAsync("show_weather", """{"city":"Bonn"}""");
        await Eventually.TrueAsync(async () => (await fixture.RowsAsync()).Count is 1, "the row is written");

        for (var i = 0; i < 20; i++)
        {
            await fixture.Server.RenderAsync("show_weather", """{"city":"Bonn"}""");
        }

        await fixture.Server.DisposeAsync();
        Assert.Equal(21, (await fixture.RowsAsync()).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Logging_can_be_off(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind, durability: "off");
        await fixture.Server.RenderAsync("show_weather", """{"city":"Bonn"}""");
        await fixture.Server.DisposeAsync();

        Assert.Empty(await fixture.RowsAsync());
    }
}
