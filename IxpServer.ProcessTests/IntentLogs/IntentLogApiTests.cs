using System.Net;
using System.Text.Json;
using IxpServer.Data;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Crawler;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.Tests.IntentLogs;

public sealed class IntentLogApiTests
{
    private static readonly DateTime Noon = new(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Users_see_their_own_logs_and_administrators_all(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind, durability: "off");
        var (ann, bo) = (await fixture.AddUserAsync("ann@example.com"), await fixture.AddUserAsync("bo@example.com"));
        var admin = await fixture.AddUserAsync("admin@example.com", Roles.Admin);
        var rows = new[] { Log(0, "a", ann), Log(1, "a", bo), Log(2, "b", null) };
        await AddAsync(fixture, rows);

        Assert.Equal(["0"], await QueriesAsync(fixture, ann, ""));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(fixture, ann, $"?userId={bo.Id}"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(fixture, ann, $"/stats?userId={bo.Id}"));
        Assert.Equal(["2", "1", "0"], await QueriesAsync(fixture, admin, ""));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(fixture, ann, $"/{rows[0].Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(fixture, ann, $"/{rows[1].Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(fixture, ann, $"/{Guid.NewGuid()}"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(fixture, admin, $"/{rows[1].Id}"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(fixture, ann, "/export"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await fixture.Server.GetAsync("/api/intent-logs")).StatusCode);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_filter_narrows_the_list(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind, durability: "off");
        var admin = await fixture.AddUserAsync("admin@example.com", Roles.Admin);
        var session = new Session { UserId = admin.Id };
        await using (var context = fixture.Database.Open())
        {
            context.Add(session);
            await context.SaveChangesAsync(TestDatabase.Cancel);
        }

        await AddAsync(
            fixture,
            Log(0, "a", admin),
            Log(1, "b", null, session.Id),
            Log(2, "b", null, null, "INTERNAL_ERROR: x"),
            Log(3, "it's \"%_", null)
        );

        Assert.Equal(["2", "1"], await QueriesAsync(fixture, admin, "?intent=b"));
        Assert.Equal(["3"], await QueriesAsync(fixture, admin, "?intent=it%27s%20%22%25_"));
        Assert.Equal(["1"], await QueriesAsync(fixture, admin, $"?sessionId={session.Id}"));
        Assert.Equal(["0"], await QueriesAsync(fixture, admin, $"?userId={admin.Id}"));
        Assert.Equal(["2"], await QueriesAsync(fixture, admin, "?success=false"));
        Assert.Equal(["3", "1", "0"], await QueriesAsync(fixture, admin, "?success=true"));
        Assert.Equal(
            ["2", "1"],
            await QueriesAsync(fixture, admin, "?from=2026-11-23T12:01:00Z&to=2026-11-23T13:03:00%2B01:00")
        );
        Assert.Equal(
            ["2", "1"],
            await QueriesAsync(fixture, admin, "?from=2026-11-23T13:01:00+01:00&to=2026-11-23T12:03")
        );
        Assert.Equal(["1"], await QueriesAsync(fixture, admin, "?intent=b&success=true"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Pages_visit_every_row_once(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind, durability: "off");
        var admin = await fixture.AddUserAsync("admin@example.com", Roles.Admin);
        await AddAsync(fixture, [.. Enumerable.Range(0, 25).Select(i => Log(i / 5, "a", null))]);

        var seen = new List<string>();
        for (var cursor = ""; cursor is not null; )
        {
            var page = await JsonAsync(fixture, admin, $"?limit=10{cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            cursor = page.GetProperty("pagination").TryGetProperty("nextCursor", out var next)
                ? $"&cursor={next}"
                : null;
        }

        Assert.Equal(25, seen.Count);
        Assert.Equal(25, seen.Distinct().Count());
    }

    [Theory]
    [InlineData("?intent=%00", "intent")]
    [InlineData("?sessionId=1", "sessionId")]
    [InlineData("?userId=%27", "userId")]
    [InlineData("?success=maybe", "success")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=01/02/2026", "from")]
    [InlineData("?to=12:00", "to")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?cursor=x", "cursor")]
    [InlineData("?cursor=!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", "cursor is not one that this server gave")]
    [InlineData("/stats?from=2026-01-01&to=2026-06-01", "31 days")]
    [InlineData("/stats?from=2026-01-02&to=2026-01-01", "from")]
    [InlineData("/export?format=xlsx", "format")]
    public async Task What_is_wrong_with_a_query_is_said(string query, string told)
    {
        await using var fixture = await LogFixture.StartAsync(DatabaseKind.Sqlite, durability: "off");
        var admin = await fixture.AddUserAsync("admin@example.com", Roles.Admin);
        using var response = await fixture.Server.GetAsync($"/api/intent-logs{query}", fixture.As(admin));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(told, (await response.JsonAsync()).GetProperty("error").GetProperty("message").GetString());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Statistics_are_exact(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind, durability: "off");
        var admin = await fixture.AddUserAsync("admin@example.com", Roles.Admin);
        // 1 to 100 ms once each, five of them failures; another intent without times; one row outside.
        await AddAsync(
            fixture,
            [
                .. Enumerable
                    .Range(1, 100)
                    .Reverse()
                    .Select(ms => Log(0, "a", null, null, ms % 20 is 0 ? "X: y" : null, ms)),
                Log(0, "b", null, null, null, null),
                Log(60, "a", null, null, null, 9_999),
            ]
        );

        var body = await JsonAsync(fixture, admin, "/stats?from=2026-11-23T12:00:00Z&to=2026-11-23T12:30:00Z");
        AssertJson.Equal(
            """
            {"from":"2026-11-23T12:00:00.000Z","to":"2026-11-23T12:30:00.000Z","total":101,"intents":[
              {"intent":"a","count":100,"successRate":0.95,"p50Ms":50,"p95Ms":95,"p99Ms":99},
              {"intent":"b","count":1,"successRate":1}]}
            """,
            body
        );
    }

    [Fact]
    public async Task Statistics_read_no_more_than_they_show_however_many_intents_were_invented()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var reads = new CountedReads("intent_logs");
        await using var server = IxpTestServer.Start(
            database,
            services: services =>
                services.ConfigureDbContext<SqliteIxpDbContext>(options => options.AddInterceptors(reads))
        );
        await server.DatabaseReadyAsync();
        var admin = await database.AddUserAsync("admin@example.com", Roles.Admin);
        await using (var context = database.Open())
        {
            context.AddRange(Enumerable.Range(0, 300).Select(i => Log(0, $"invented {i:000}", null)));
            context.AddRange(Enumerable.Range(0, 2).Select(_ => Log(0, "used", null)));
            await context.SaveChangesAsync(TestDatabase.Cancel);
        }

        using var response = await server.GetAsync(
            "/api/intent-logs/stats?from=2026-11-23&to=2026-11-24",
            ("Authorization", $"Bearer {server.TokenFor(admin)}")
        );
        var body = await response.JsonAsync();

        Assert.Equal(302, body.GetProperty("total").GetInt32());
        Assert.Equal(
            ["used", .. Enumerable.Range(0, 99).Select(i => $"invented {i:000}")],
            body.GetProperty("intents").EnumerateArray().Select(entry => entry.GetProperty("intent").GetString()!)
        );
        Assert.InRange(reads.Count, 1, 250);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_export_has_every_row_and_is_safe_in_a_spreadsheet(DatabaseKind kind)
    {
        await using var fixture = await LogFixture.StartAsync(kind, durability: "off");
        var admin = await fixture.AddUserAsync("admin@example.com", Roles.Admin);
        var evil = Log(0, "a", null);
        (evil.Query, evil.Response) = ("=cmd|' /C calc'!A0,\"x\"\r\ny", """{"a":"b,c"}""");
        await AddAsync(fixture, [evil, .. Enumerable.Range(1, 1_200).Select(i => Log(i, "a", admin))]);

        using var csv = await fixture.Server.GetAsync("/api/intent-logs/export?format=csv", fixture.As(admin));
        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        var lines = Rfc4180.Read(await csv.Content.ReadAsStringAsync(TestDatabase.Cancel));
        Assert.Equal(1_202, lines.Count);
        Assert.Equal(["id", "createdAt", "intent", "query"], lines[0].Take(4));
        Assert.Equal("1200", lines[1][3]);
        Assert.Equal("'=cmd|' /C calc'!A0,\"x\"\r\ny", lines[^1][3]);
        Assert.Equal("""{"a":"b,c"}""", lines[^1][9]);

        using var json = await fixture.Server.GetAsync("/api/intent-logs/export?format=ndjson", fixture.As(admin));
        var rows = (await json.Content.ReadAsStringAsync(TestDatabase.Cancel)).TrimEnd('\n').Split('\n');
        Assert.Equal(1_201, rows.Length);
        Assert.Equal("b,c", JsonElement.Parse(rows[^1]).GetProperty("response").GetProperty("a").GetString());
        Assert.Equal(
            ["intent-logs.export 2"],
            await fixture.Database.RowsAsync("SELECT action, count(*) FROM audit_log GROUP BY action")
        );
    }

    private static IntentLog Log(
        int minute,
        string intent,
        User? user,
        Guid? session = null,
        string? error = null,
        int? milliseconds = 5
    ) =>
        new()
        {
            CreatedAt = Noon.AddMinutes(minute),
            IntentType = intent,
            Query = $"{minute}",
            UserId = user?.Id,
            SessionId = session,
            Success = error is null,
            ErrorMessage = error,
            ResponseTimeMs = milliseconds,
        };

    private static async Task AddAsync(LogFixture fixture, params IntentLog[] rows)
    {
        await using var context = fixture.Database.Open();
        context.AddRange(rows);
        await context.SaveChangesAsync(TestDatabase.Cancel);
    }

    private static async Task<JsonElement> JsonAsync(LogFixture fixture, User user, string path)
    {
        using var response = await fixture.Server.GetAsync($"/api/intent-logs{path}", fixture.As(user));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }

    private static async Task<IEnumerable<string>> QueriesAsync(LogFixture fixture, User user, string query) =>
        (await JsonAsync(fixture, user, query))
            .GetProperty("items")
            .EnumerateArray()
            .Select(row => row.GetProperty("query").GetString()!);

    private static async Task<HttpStatusCode> StatusAsync(LogFixture fixture, User user, string path)
    {
        using var response = await fixture.Server.GetAsync($"/api/intent-logs{path}", fixture.As(user));
        return response.StatusCode;
    }
}
