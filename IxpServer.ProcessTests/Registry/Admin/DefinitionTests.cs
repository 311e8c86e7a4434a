using System.Globalization;
using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Logs;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using static IxpServer.Tests.Registry.Admin.AdminServer;

namespace IxpServer.Tests.Registry.Admin;

/// <summary>Publishing versions and moving them through their life.</summary>
public sealed class DefinitionTests
{
    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task What_is_published_is_served_at_once_and_never_changes(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishComponentAsync(Component("Chart"));
        using var response = await admin.SendAsync(
            HttpMethod.Post,
            "/intents",
            Intent("draw a chart", component: "Chart", more: ",\"x-mine\":\"<é>\"")
        );
        var change = await response.JsonAsync();

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/api/registry/intents/draw%20a%20chart/1.0.0", response.Header("Location"));
        Assert.Equal("\"2\"", response.Header("ETag"));
        Assert.Equal("no-store", response.Header("Cache-Control"));
        Assert.Equal(2, change.GetProperty("revision").GetInt64());
        Assert.Equal(
            "/intents/draw a chart/1.0.0/x-mine",
            change.GetProperty("warnings")[0].GetProperty("path").GetString()
        );
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("draw a chart"));
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("first"));

        // The same in another order and spelling is the same.
        var same = await admin.JsonAsync(
            HttpMethod.Post,
            "/intents",
            """{"x-mine":"<\u00e9>","version":"1.0","component":"Chart","parameters":{"type":"object"},"description":"d","name":"draw a chart"}""",
            HttpStatusCode.Conflict
        );
        Assert.Contains("never changes", same.GetProperty("error").GetProperty("message").GetString());
        var again = await admin.JsonAsync(
            HttpMethod.Post,
            "/intents",
            """{"x-mine":"<\u00e9>","version":"1.0.0","component":"Chart","parameters":{"type":"object"},"description":"d","name":"draw a chart"}"""
        );
        Assert.Equal(0, again.GetProperty("changes").GetArrayLength());
        Assert.Equal(2, again.GetProperty("revision").GetInt64());
        await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            Intent("draw a chart", component: "Card"),
            HttpStatusCode.Conflict,
            "CONFLICT"
        );

        var read = await admin.GetAsync("/intents/draw%20a%20chart/1.0.0");
        Assert.Equal("<é>", read.GetProperty("definition").GetProperty("x-mine").GetString());
        Assert.Equal("active", read.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_deprecated_component_says_since_when_in_the_answers_of_active_intents()
    {
        await using var admin = await StartAsync(DatabaseKind.Sqlite);
        await admin.PublishComponentAsync(Component("Chart"));
        await admin.PublishAsync(Intent("draw", component: "Chart"));
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await admin.SetStatusAsync("/components/Chart/1.0.0", "deprecated");
        using var response = await admin.Server.RenderAsync("draw");

        Assert.InRange(
            long.Parse(response.Header("Deprecation")![1..], CultureInfo.InvariantCulture),
            before,
            DateTimeOffset.UtcNow.ToUnixTimeSeconds()
        );
    }

    [Fact]
    public async Task Numbers_of_a_version_may_be_as_large_as_a_date()
    {
        await using var admin = await StartAsync(DatabaseKind.Sqlite);
        await admin.PublishAsync(Intent("dated", "202611230930.0.0"));
        await admin.PublishAsync(Intent("dated", "202611230930.1.0"));

        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("dated"));
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task Versions_are_listed_newest_first_page_by_page_and_by_name_and_status(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        for (var minor = 0; minor < 5; minor++)
        {
            await admin.PublishAsync(Intent("many", $"1.{minor}.0"));
        }

        await admin.PublishAsync(Intent("other"));
        await admin.SetStatusAsync("/intents/many/1.1.0", "deleted");

        var versions = new List<string>();
        var cursor = "";
        do
        {
            var page = await admin.GetAsync($"/intents?name=many&limit=2{cursor}");
            versions.AddRange(
                page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("version").GetString()!)
            );
            cursor = page.GetProperty("pagination").TryGetProperty("nextCursor", out var next)
                ? $"&cursor={next}"
                : null;
        } while (cursor is not null);

        Assert.Equal(["1.4.0", "1.3.0", "1.2.0", "1.1.0", "1.0.0"], versions);
        Assert.Equal(6, (await admin.GetAsync("/intents")).GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await admin.GetAsync("/intents?status=deleted")).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await admin.GetAsync("/components")).GetProperty("items").GetArrayLength());
        Assert.Equal(
            0,
            (await admin.GetAsync($"/intents?name={Uri.EscapeDataString("' OR 1=1 --")}"))
                .GetProperty("items")
                .GetArrayLength()
        );
        await admin.RefusedAsync(
            HttpMethod.Get,
            "/intents?status=x",
            null,
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST"
        );
        await admin.RefusedAsync(
            HttpMethod.Get,
            "/intents?limit=101",
            null,
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST"
        );
        await admin.RefusedAsync(HttpMethod.Get, "/intents/many/9.0.0", null, HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task A_deprecated_version_is_served_with_what_was_said_of_it_and_can_be_brought_back(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishAsync(Intent("old"));
        await admin.PublishAsync(Intent("new"));
        const string say =
            """{"status":"deprecated","message":"Use new","replacement":"new","sunset":"2027-06-30T00:00:00+02:00"}""";
        await admin.JsonAsync(HttpMethod.Put, "/intents/old/1.0.0/status", say);
        using var render = await admin.Server.RenderAsync("old");

        Assert.Equal(HttpStatusCode.OK, render.StatusCode);
        Assert.Equal("Tue, 29 Jun 2027 22:00:00 GMT", render.Header("Sunset"));
        Assert.Contains("/ixp/intents/new", render.Header("Link"));
        var shown = await admin.Server.GetJsonAsync("/ixp/intents/old");
        Assert.True(shown.GetProperty("deprecated").GetBoolean());
        Assert.Equal("Use new", shown.GetProperty("deprecationMessage").GetString());

        var again = await admin.JsonAsync(HttpMethod.Put, "/intents/old/1.0.0/status", say);
        Assert.Equal(0, again.GetProperty("changes").GetArrayLength());

        await admin.SetStatusAsync("/intents/old/1.0.0", "deleted");
        Assert.Equal(HttpStatusCode.NotFound, await admin.RenderAsync("old"));
        await admin.RefusedAsync(HttpMethod.Post, "/intents", Intent("old"), HttpStatusCode.Conflict, "CONFLICT");

        await admin.SetStatusAsync("/intents/old/1.0.0", "active");
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("old"));
        Assert.False((await admin.Server.GetJsonAsync("/ixp/intents/old")).TryGetProperty("deprecated", out _));
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task A_change_that_would_break_the_registry_is_refused_and_what_breaks_is_named(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        var missing = await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            Intent("draw", component: "Chart"),
            HttpStatusCode.Conflict,
            "CONFLICT"
        );
        Assert.Contains(
            "component 'Chart' of intent 'draw' is not defined",
            missing.GetProperty("message").GetString()
        );

        await admin.PublishComponentAsync(Component("Chart"));
        await admin.PublishAsync(Intent("draw", component: "Chart"));
        var needed = await admin.RefusedAsync(
            HttpMethod.Put,
            "/components/Chart/1.0.0/status",
            """{"status":"deleted"}""",
            HttpStatusCode.Conflict,
            "CONFLICT"
        );
        Assert.Equal(
            "/intents/draw/1.0.0/component",
            needed.GetProperty("details").GetProperty("faults")[0].GetProperty("path").GetString()
        );
        var lost = await admin.RefusedAsync(
            HttpMethod.Put,
            "/components/Chart/1.0.0/status",
            """{"status":"deprecated","replacement":"Graph"}""",
            HttpStatusCode.Conflict,
            "CONFLICT"
        );
        Assert.Contains("no component 'Graph'", lost.GetProperty("message").GetString());
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("draw"));
        Assert.Equal(2, (await admin.GetAsync("/revisions")).GetProperty("items").GetArrayLength());

        await admin.SetStatusAsync("/intents/draw/1.0.0", "deleted");
        await admin.SetStatusAsync("/components/Chart/1.0.0", "deleted");
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task A_breaking_change_needs_a_new_major_version(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        const string days = """{"type":"object","properties":{"days":{"type":"integer","maximum":7}}}""";
        const string fewer = """{"type":"object","properties":{"days":{"type":"integer","maximum":5}}}""";
        const string more =
            """{"type":"object","properties":{"days":{"type":"integer","maximum":9},"units":{"enum":["m"]}}}""";
        await admin.PublishAsync(Intent("forecast", "1.2.0", days));

        var error = await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            Intent("forecast", "1.3.0", fewer),
            HttpStatusCode.Conflict,
            "CONFLICT"
        );
        Assert.Contains("/parameters/properties/days/maximum", error.GetProperty("message").GetString());
        Assert.Contains("2.0.0", error.GetProperty("message").GetString());
        Assert.Equal("1.2.0", error.GetProperty("details").GetProperty("comparedTo").GetString());
        var broken = error.GetProperty("details").GetProperty("breaks")[0];
        Assert.Equal("/parameters/properties/days/maximum", broken.GetProperty("path").GetString());
        Assert.False(broken.GetProperty("isUnknown").GetBoolean());

        error = await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            Intent("forecast", "1.3.0", """{"type":"object","unevaluatedProperties":false}"""),
            HttpStatusCode.Conflict,
            "CONFLICT"
        );
        Assert.Contains("may refuse what 1.2.0 accepts", error.GetProperty("message").GetString());
        Assert.True(error.GetProperty("details").GetProperty("breaks")[0].GetProperty("isUnknown").GetBoolean());

        await admin.PublishAsync(Intent("forecast", "1.3.0", more));
        await admin.PublishAsync(Intent("forecast", "2.0.0", fewer));
        await admin.PublishAsync(Intent("forecast", "1.1.0", """{"type":"object","required":["x"]}"""));

        // Below 1.0.0 a minor version may break, as in ranges.
        await admin.PublishAsync(Intent("young", "0.1.0", days));
        await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            Intent("young", "0.1.1", fewer),
            HttpStatusCode.Conflict,
            "CONFLICT"
        );
        await admin.PublishAsync(Intent("young", "0.2.0", fewer));

        await admin.PublishComponentAsync(Component("Chart"));
        var props = await admin.RefusedAsync(
            HttpMethod.Post,
            "/components",
            Component("Chart", "1.0.1", """{"type":"object","required":["title"]}"""),
            HttpStatusCode.Conflict,
            "CONFLICT"
        );
        Assert.Contains("/propsSchema/required", props.GetProperty("message").GetString());

        // What only a file has is a promise as well.
        var file = await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            Intent("first", "1.0.1", """{"type":"object","required":["x"]}"""),
            HttpStatusCode.Conflict,
            "CONFLICT"
        );
        Assert.Equal("1.0.0", file.GetProperty("details").GetProperty("comparedTo").GetString());
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task The_database_wins_over_a_file_of_the_same_version(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishAsync(Intent("first", more: ",\"title\":\"Mine\""));
        Assert.Equal("Mine", (await admin.Server.GetJsonAsync("/ixp/intents/first")).GetProperty("title").GetString());
        Assert.Equal(
            1,
            (await admin.Server.GetJsonAsync("/ixp/intents?versions=all")).GetProperty("intents").GetArrayLength()
        );

        await admin.SetStatusAsync("/intents/first/1.0.0", "deleted");
        Assert.Equal(HttpStatusCode.NotFound, await admin.RenderAsync("first"));
        Assert.Equal(
            0,
            (await admin.Server.GetJsonAsync("/ixp/intents?versions=all")).GetProperty("intents").GetArrayLength()
        );
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task Somebody_elses_change_is_not_overwritten_unseen(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishAsync(Intent("one"));
        using var read = await admin.SendAsync(HttpMethod.Get, "/intents/one/1.0.0");
        var seen = ("If-Match", read.Header("ETag")!);
        await admin.PublishAsync(Intent("two"));

        using var late = await admin.SendAsync(
            HttpMethod.Put,
            "/intents/one/1.0.0/status",
            """{"status":"deleted"}""",
            seen
        );
        var error = await late.ErrorAsync(HttpStatusCode.PreconditionFailed, "PRECONDITION_FAILED");
        Assert.Equal(2, error.GetProperty("details").GetProperty("revision").GetInt64());

        using var now = await admin.SendAsync(
            HttpMethod.Put,
            "/intents/one/1.0.0/status",
            """{"status":"deleted"}""",
            ("If-Match", "\"2\"")
        );
        Assert.Equal(HttpStatusCode.OK, now.StatusCode);
        using var bad = await admin.SendAsync(HttpMethod.Post, "/intents", Intent("x"), ("If-Match", "2"));
        await bad.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task Of_many_who_publish_a_version_at_once_one_wins_and_the_history_has_no_gaps(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async i =>
                {
                    using var response = await admin.SendAsync(
                        HttpMethod.Post,
                        "/intents",
                        Intent(i % 2 == 0 ? "same" : $"own{i}", more: $",\"title\":\"{i}\"")
                    );
                    return response.StatusCode;
                })
        );

        Assert.Equal(7, answers.Count(status => status is HttpStatusCode.Created));
        Assert.Equal(5, answers.Count(status => status is HttpStatusCode.Conflict));
        var revisions = (await admin.GetAsync("/revisions")).GetProperty("items").EnumerateArray();
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], revisions.Select(one => one.GetProperty("revision").GetInt64()));
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task Every_change_is_in_the_audit_log(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishAsync(Intent("one"));
        await admin.SetStatusAsync("/intents/one/1.0.0", "deleted");
        await admin.JsonAsync(HttpMethod.Post, "/revisions/1/rollback");

        var rows = await admin.Database.RowsAsync(
            "SELECT actor, action, target_type, target_id, details FROM audit_log ORDER BY created_at, id"
        );
        Assert.Equal(3, rows.Count);
        Assert.StartsWith("Ann registry.publish intent one@1.0.0 {\"revision\":1", rows[0]);
        Assert.StartsWith("Ann registry.status intent one@1.0.0 {\"revision\":2", rows[1]);
        Assert.StartsWith("Ann registry.rollback intent one@1.0.0 {\"revision\":3", rows[2]);
        Assert.EndsWith("\"rolledBackTo\":1}", rows[2]);
        Assert.Equal(
            [admin.Admin.Id.ToString()],
            (await admin.Database.RowsAsync("SELECT DISTINCT actor_id FROM audit_log")).Select(id =>
                id.ToLowerInvariant()
            )
        );
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task A_bad_row_degrades_health_and_the_last_good_registry_stays(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishAsync(Intent("good"));
        await admin.Database.ExecuteAsync("UPDATE registry_definitions SET document = '{{\"name\":\"good\"}}'");
        await admin.Database.ExecuteAsync(
            "INSERT INTO registry_revisions (revision, created_by_name, action, changes) VALUES (2, 'x', 'by hand', '[]')"
        );
        await Eventually.TrueAsync(
            async () =>
                (await admin.Server.GetJsonAsync("/ixp/health")).GetProperty("status").GetString() is "degraded",
            "the bad row shows in health"
        );

        var checks = (await admin.Server.GetJsonAsync("/ixp/health")).GetProperty("checks");
        Assert.Contains(
            "database#/intents/good/1.0.0",
            checks.GetProperty("registry").GetProperty("message").GetString()
        );
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("good"));

        await admin.PublishAsync(Intent("next"));
        await admin.SetStatusAsync("/intents/good/1.0.0", "deleted");
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("next"));
        Assert.Equal(HttpStatusCode.NotFound, await admin.RenderAsync("good"));
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task A_row_that_an_earlier_version_took_and_this_one_does_not_keeps_out_no_other(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishAsync(Intent("bad"));
        await admin.PublishAsync(Intent("good"));
        const string provider = """, "dataProvider":{"url":"https://example.com","headers":{"X-A":"a\r\nX-B: c"}}""";
        var document = Intent("bad", more: provider).Replace("{", "{{").Replace("}", "}}");
        await admin.Database.ExecuteAsync(
            $"UPDATE registry_definitions SET document = '{document}' WHERE name = 'bad'"
        );
        await admin.Database.ExecuteAsync(
            "INSERT INTO registry_revisions (revision, created_by_name, action, changes) VALUES (3, 'x', 'by hand', '[]')"
        );

        // One that starts with it.
        using var log = new AnyLevel();
        await using var fresh = IxpTestServer.Start(
            admin.Database,
            admin.Files.Settings,
            services => services.AddSingleton<ILoggerProvider>(log)
        );
        await Eventually.TrueAsync(async () => await StatusAsync(fresh, "good") is HttpStatusCode.OK, "it is read");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(fresh, "first"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(fresh, "bad"));
        const string place = "database#/intents/bad/1.0.0/dataProvider/headers/X-A: the header's value";
        Assert.Contains(place, await RegistryAsync(fresh));
        Assert.Contains(
            log.Lines,
            line => line.Level is LogLevel.Error && line.Message.StartsWith(place, StringComparison.Ordinal)
        );

        // One that has read it while it was well.
        await Eventually.TrueAsync(async () => (await RegistryAsync(admin.Server)).Contains(place), "it is told there");
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("bad"));
        await admin.PublishAsync(Intent("next"));
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("next"));

        await admin.SetStatusAsync("/intents/bad/1.0.0", "deleted");
        Assert.Equal(HttpStatusCode.NotFound, await admin.RenderAsync("bad"));
        await Eventually.TrueAsync(
            async () => await RegistryAsync(fresh) is "all definitions are in use",
            "it is well"
        );

        static async Task<HttpStatusCode> StatusAsync(IxpTestServer server, string intent)
        {
            using var response = await server.RenderAsync(intent);
            return response.StatusCode;
        }

        static async Task<string> RegistryAsync(IxpTestServer server) =>
            (await server.GetJsonAsync("/ixp/health"))
                .GetProperty("checks")
                .GetProperty("registry")
                .GetProperty("message")
                .GetString()!;
    }

    [Fact]
    public async Task A_server_that_starts_again_serves_what_the_database_has()
    {
        await using var admin = await StartAsync(DatabaseKind.Sqlite);
        await admin.PublishAsync(Intent("kept"));
        await using var second = IxpTestServer.Start(admin.Database, admin.Files.Settings);
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await second.RenderAsync("kept");
                return response.IsSuccessStatusCode;
            },
            "the second server serves it"
        );
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task Only_administrators_may_and_others_learn_nothing(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        var user = await admin.Database.AddUserAsync("user@example.com");
        (HttpMethod, string)[] requests =
        [
            (HttpMethod.Get, "/intents"),
            (HttpMethod.Post, "/intents"),
            (HttpMethod.Get, "/components/Card/1.0.0"),
            (HttpMethod.Put, "/components/Card/1.0.0/status"),
            (HttpMethod.Get, "/revisions"),
            (HttpMethod.Get, "/revisions/1"),
            (HttpMethod.Get, "/revisions/diff?from=0&to=0"),
            (HttpMethod.Post, "/revisions/0/rollback"),
            (HttpMethod.Post, "/import"),
            (HttpMethod.Get, "/export"),
        ];
        foreach (var (method, path) in requests)
        {
            using var anonymous = await admin.Server.SendAsync(new HttpRequestMessage(method, $"/api/registry{path}"));
            await anonymous.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
            using var other = await admin.Server.SendAsync(
                new HttpRequestMessage(method, $"/api/registry{path}"),
                ("Authorization", $"Bearer {admin.Server.TokenFor(user)}")
            );
            await other.ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        }
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task Bad_definitions_are_refused_with_all_their_faults(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        var error = await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            """{"name":"","component":7,"parameters":{"type":"object","properties":{"x":{"type":"strin"}}}}""",
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST"
        );
        var paths = error
            .GetProperty("details")
            .GetProperty("faults")
            .EnumerateArray()
            .Select(fault => fault.GetProperty("path").GetString())
            .ToList();
        Assert.Contains("/name", paths);
        Assert.Contains("/component", paths);
        var bare = await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            "{}",
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST"
        );
        Assert.StartsWith("The definition has faults: 'name' is missing", bare.GetProperty("message").GetString());

        var split = await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            Intent("a", more: ",\"dataProvider\":{\"url\":\"http://a.example/\",\"headers\":{\"X\":\"a\\r\\nY: b\"}}"),
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST"
        );
        Assert.Equal(
            "/dataProvider/headers/X",
            split.GetProperty("details").GetProperty("faults")[0].GetProperty("path").GetString()
        );

        string[] names = ["a/b", "..", " a", "a\u0007", "a\n", new('x', 201)];
        foreach (var name in names)
        {
            await admin.RefusedAsync(
                HttpMethod.Post,
                "/intents",
                Intent(name),
                HttpStatusCode.BadRequest,
                "INVALID_REQUEST"
            );
        }

        string[] versions = ["one", "1.0.0+build", "", new('1', 101), "1.0.0'; DROP TABLE users; --"];
        foreach (var version in versions)
        {
            await admin.RefusedAsync(
                HttpMethod.Post,
                "/intents",
                Intent("a", version),
                HttpStatusCode.BadRequest,
                "INVALID_REQUEST"
            );
        }

        string[] bodies = ["", "[]", "null", "{", "\"x\"", "{\"name\":\"\\u0000\"}", "{\"name\":\"\\ud800\"}"];
        foreach (var body in bodies)
        {
            await admin.RefusedAsync(HttpMethod.Post, "/intents", body, HttpStatusCode.BadRequest, "INVALID_REQUEST");
            await admin.RefusedAsync(
                HttpMethod.Post,
                "/components",
                body,
                HttpStatusCode.BadRequest,
                "INVALID_REQUEST"
            );
            await admin.RefusedAsync(HttpMethod.Post, "/import", body, HttpStatusCode.BadRequest, "INVALID_REQUEST");
            await admin.RefusedAsync(
                HttpMethod.Put,
                "/intents/a/1.0.0/status",
                body,
                HttpStatusCode.BadRequest,
                "INVALID_REQUEST"
            );
        }

        await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            Intent("large", more: $",\"title\":\"{new string('x', 256 * 1024)}\""),
            HttpStatusCode.RequestEntityTooLarge,
            "INVALID_REQUEST"
        );
        await admin.RefusedAsync(
            HttpMethod.Post,
            "/components",
            Component("C").Replace("/c/C.js", "javascript:alert(1)", StringComparison.Ordinal),
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST"
        );
    }

    [Theory]
    [InlineData("""{"status":"gone"}""")]
    [InlineData("""{}""")]
    [InlineData("""{"status":"active","message":"x"}""")]
    [InlineData("""{"status":"deprecated","sunset":"soon"}""")]
    [InlineData("""{"status":"deprecated","replacement":"one"}""")]
    [InlineData("""{"status":7}""")]
    public async Task A_bad_status_is_refused(string body)
    {
        await using var admin = await StartAsync(DatabaseKind.Sqlite);
        await admin.PublishAsync(Intent("one"));
        await admin.RefusedAsync(
            HttpMethod.Put,
            "/intents/one/1.0.0/status",
            body,
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST"
        );
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task Strange_names_are_only_names(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        string[] names =
        [
            "'; DROP TABLE registry_definitions; --",
            "<script>alert(1)</script".Replace("/", "", StringComparison.Ordinal),
            "{0}%s",
            "日本語😀",
            "a?b#c&d=e",
            "a%20b",
        ];
        foreach (var name in names)
        {
            await admin.PublishAsync(Intent(name));
            var read = await admin.GetAsync($"/intents/{Uri.EscapeDataString(name)}/1.0.0");
            Assert.Equal(name, read.GetProperty("name").GetString());
            Assert.Equal(name, read.GetProperty("definition").GetProperty("name").GetString());
        }

        Assert.Equal(names.Length, (await admin.GetAsync("/intents")).GetProperty("items").GetArrayLength());
    }
}
