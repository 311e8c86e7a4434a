using System.Net;
using System.Text;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.Registry.Admin.AdminServer;

namespace IxpServer.Tests.Registry.Admin;

/// <summary>Revisions, import and export.</summary>
public sealed class HistoryTests
{
    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task Revisions_tell_who_did_what_and_are_listed_page_by_page(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        for (var minor = 0; minor < 5; minor++)
        {
            await admin.PublishAsync(Intent("many", $"1.{minor}.0"));
        }

        var first = await admin.GetAsync("/revisions?limit=2");
        var second = await admin.GetAsync(
            $"/revisions?limit=2&cursor={first.GetProperty("pagination").GetProperty("nextCursor")}"
        );
        Assert.Equal([5, 4], Numbers(first));
        Assert.Equal([3, 2], Numbers(second));
        Assert.Equal([1], Numbers(await admin.GetAsync("/revisions?limit=2&page=3")));

        var one = await admin.GetAsync("/revisions/3");
        Assert.Equal("publish", one.GetProperty("action").GetString());
        Assert.Equal("Ann", one.GetProperty("createdBy").GetString());
        AssertJson.Equal(
            """[{"kind":"intent","name":"many","version":"1.2.0","to":"active"}]""",
            one.GetProperty("changes")
        );
        await admin.RefusedAsync(HttpMethod.Get, "/revisions/6", null, HttpStatusCode.NotFound, "NOT_FOUND");
        await admin.RefusedAsync(HttpMethod.Get, "/revisions/x", null, HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task The_registry_goes_back_to_a_revision_as_a_new_one(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishAsync(Intent("a"));
        await admin.JsonAsync(
            HttpMethod.Put,
            "/intents/a/1.0.0/status",
            """{"status":"deprecated","message":"m","replacement":"first","sunset":"2027-01-01T00:00:00Z"}"""
        );
        await admin.SetStatusAsync("/intents/a/1.0.0", "deleted");
        await admin.PublishAsync(Intent("b"));

        var back = await admin.JsonAsync(HttpMethod.Post, "/revisions/2/rollback");
        Assert.Equal(5, back.GetProperty("revision").GetInt64());
        AssertJson.Equal(
            """
            [{"kind":"intent","name":"a","version":"1.0.0","from":"deleted","to":"deprecated","message":"m","replacement":"first","sunset":"2027-01-01T00:00:00Z"},
             {"kind":"intent","name":"b","version":"1.0.0","from":"active","to":"deleted"}]
            """,
            JsonElement.Parse(
                $"[{string.Join(",", back.GetProperty("changes").EnumerateArray().OrderBy(one => one.GetProperty("name").GetString()))}]"
            )
        );
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("a"));
        Assert.Equal(HttpStatusCode.NotFound, await admin.RenderAsync("b"));

        var again = await admin.JsonAsync(HttpMethod.Post, "/revisions/2/rollback");
        Assert.Equal(0, again.GetProperty("changes").GetArrayLength());
        await admin.JsonAsync(HttpMethod.Post, "/revisions/4/rollback");
        Assert.Equal(HttpStatusCode.NotFound, await admin.RenderAsync("a"));
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("b"));
        await admin.JsonAsync(HttpMethod.Post, "/revisions/0/rollback");
        Assert.Equal(HttpStatusCode.NotFound, await admin.RenderAsync("b"));
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("first"));
        await admin.RefusedAsync(HttpMethod.Post, "/revisions/99/rollback", null, HttpStatusCode.NotFound, "NOT_FOUND");
        await admin.RefusedAsync(HttpMethod.Post, "/revisions/-1/rollback", null, HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task Two_revisions_are_compared_place_by_place(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishAsync(Intent("a", parameters: """{"type":"object","properties":{"x":{"maximum":1}}}"""));
        await admin.PublishAsync(Intent("gone"));
        await admin.PublishAsync(
            Intent("a", "1.1.0", """{"type":"object","properties":{"x":{"maximum":2},"y/z":{}}}""")
        );
        await admin.SetStatusAsync("/intents/a/1.0.0", "deprecated");
        await admin.SetStatusAsync("/intents/gone/1.0.0", "deleted");

        AssertJson.Equal(
            """
            {"from":2,"to":5,
             "added":[{"kind":"intent","name":"a","version":"1.1.0","comparedTo":"1.0.0","differences":[
               {"op":"replace","path":"/parameters/properties/x/maximum","before":1,"after":2},
               {"op":"add","path":"/parameters/properties/y~1z","after":{}},
               {"op":"replace","path":"/version","before":"1.0.0","after":"1.1.0"}]}],
             "removed":[{"kind":"intent","name":"gone","version":"1.0.0"}],
             "changed":[{"kind":"intent","name":"a","version":"1.0.0","differences":[{"op":"add","path":"/deprecated","after":true}]}]}
            """,
            await admin.GetAsync("/revisions/diff?from=2&to=5")
        );
        AssertJson.Equal(
            """{"from":5,"to":5,"added":[],"removed":[],"changed":[]}""",
            await admin.GetAsync("/revisions/diff?from=5&to=5")
        );
        await admin.RefusedAsync(
            HttpMethod.Get,
            "/revisions/diff?from=1&to=6",
            null,
            HttpStatusCode.NotFound,
            "NOT_FOUND"
        );
        await admin.RefusedAsync(
            HttpMethod.Get,
            "/revisions/diff?from=1",
            null,
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST"
        );
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task An_export_imported_elsewhere_is_the_same_registry(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishComponentAsync(Component("Chart"));
        await admin.PublishComponentAsync(Component("Chart", "1.1.0"));
        await admin.PublishComponentAsync(Component("Solo"));
        await admin.PublishAsync(Intent("draw", component: "Chart", more: ",\"x-n\":1.50"));
        await admin.PublishAsync(Intent("hidden"));
        await admin.JsonAsync(
            HttpMethod.Put,
            "/intents/draw/1.0.0/status",
            """{"status":"deprecated","message":"m","replacement":"first","sunset":"2027-01-01T00:00:00Z"}"""
        );
        await admin.SetStatusAsync("/intents/hidden/1.0.0", "deleted");
        using var export = await admin.SendAsync(HttpMethod.Get, "/export");
        var text = await export.TextAsync();
        Assert.Equal("\"7\"", export.Header("ETag"));
        Assert.Contains("\"x-n\":1.50", text);
        Assert.DoesNotContain("hidden", text);
        Assert.Contains("hidden", (await admin.GetAsync("/export?revision=5")).GetRawText());

        await using var other = await StartAsync(kind);
        var dry = await other.JsonAsync(HttpMethod.Post, "/import?dryRun=true", text);
        Assert.True(dry.GetProperty("dryRun").GetBoolean());
        Assert.Equal(4, dry.GetProperty("changes").GetArrayLength());
        Assert.Equal(0, (await other.GetAsync("/intents")).GetProperty("items").GetArrayLength());

        var real = await other.JsonAsync(HttpMethod.Post, "/import", text);
        Assert.Equal(1, real.GetProperty("revision").GetInt64());
        AssertJson.Equal(text, await other.GetAsync("/export"));
        Assert.Equal(HttpStatusCode.OK, await other.RenderAsync("draw"));
        Assert.Equal(
            0,
            (await other.JsonAsync(HttpMethod.Post, "/import", text)).GetProperty("changes").GetArrayLength()
        );
        Assert.Equal(
            0,
            (await admin.JsonAsync(HttpMethod.Post, "/import", text)).GetProperty("changes").GetArrayLength()
        );

        // One document serves as both files.
        using var files = new TestRegistry(text, text);
        await using var plain = IxpTestServer.Start(files);
        using var render = await plain.RenderAsync("draw");
        Assert.Equal(HttpStatusCode.OK, render.StatusCode);
    }

    [Theory]
    [ClassData(typeof(BothDatabases))]
    public async Task An_import_brings_all_or_nothing(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind);
        await admin.PublishAsync(Intent("a", "1.1.0", """{"type":"object","properties":{"x":{"maximum":9}}}"""));
        (string Json, HttpStatusCode Status)[] refused =
        [
            ($$"""{"intents":[{{Intent("good")}},{{Intent("bad", "x")}}]}""", HttpStatusCode.BadRequest),
            ($$"""{"intents":[{{Intent("good")}},{{Intent("good")}}]}""", HttpStatusCode.BadRequest),
            ($$"""{"intents":[{{Intent("good")}},{{Intent("lost", component: "None")}}]}""", HttpStatusCode.Conflict),
            ($$"""{"intents":[{{Intent("good")}},{{Intent("a", "1.1.0")}}]}""", HttpStatusCode.Conflict),
            (
                $$"""{"intents":[{{Intent("good")}},{{Intent("a", "1.2.0", """{"type":"object","properties":{"x":{"maximum":8}}}""")}}]}""",
                HttpStatusCode.Conflict
            ),
            ("""{"intents":[],"components":{}}""", HttpStatusCode.BadRequest),
            ("""{"intents":{}}""", HttpStatusCode.BadRequest),
            ("""{"components":[]}""", HttpStatusCode.BadRequest),
            ("""{"components":{"":{}}}""", HttpStatusCode.BadRequest),
            ("""{"components":{"A":7}}""", HttpStatusCode.BadRequest),
            (
                $$"""{"intents":[{{string.Join(",", Enumerable.Range(0, 1001).Select(i => Intent($"i{i}")))}}]}""",
                HttpStatusCode.BadRequest
            ),
        ];
        foreach (var (json, status) in refused)
        {
            await admin.RefusedAsync(
                HttpMethod.Post,
                "/import",
                json,
                status,
                status is HttpStatusCode.Conflict ? "CONFLICT" : "INVALID_REQUEST"
            );
        }

        await admin.RefusedAsync(
            HttpMethod.Post,
            "/import",
            $$"""{"x":"{{new string('x', 10 * 1024 * 1024)}}"}""",
            HttpStatusCode.RequestEntityTooLarge,
            "INVALID_REQUEST"
        );
        Assert.Equal(1, (await admin.GetAsync("/revisions")).GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await admin.GetAsync("/intents")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_largest_import_is_taken_in_one_revision()
    {
        await using var admin = await StartAsync(DatabaseKind.Sqlite);
        var properties = string.Join(
            ",",
            Enumerable.Range(0, 10).Select(i => $$"""{{JsonSerializer.Serialize($"p{i}")}}:{"type":"string"}""")
        );
        var json = new StringBuilder("""{"intents":[""").AppendJoin(
            ',',
            Enumerable
                .Range(0, 1000)
                .Select(i => Intent($"i{i}", parameters: $$"""{"type":"object","properties":{ {{properties}} } }"""))
        );
        var change = await admin.JsonAsync(HttpMethod.Post, "/import", json.Append("]}").ToString());

        Assert.Equal(1000, change.GetProperty("changes").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("i999"));
        Assert.Equal(1001, (await admin.Server.GetJsonAsync("/ixp/intents")).GetProperty("intents").GetArrayLength());
    }

    private static IEnumerable<long> Numbers(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("revision").GetInt64());
}
