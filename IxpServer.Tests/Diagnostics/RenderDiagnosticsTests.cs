using System.Net;
using System.Text.Json;
using IxpServer.Api.Rendering;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Diagnostics;

/// <summary>Where the last renders spent their time.</summary>
public sealed class RenderDiagnosticsTests
{
    [Fact]
    public async Task Renders_are_remembered_also_where_none_is_logged()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = IxpTestServer.Start(
            database,
            new Dictionary<string, string?> { ["Ixp:IntentLogs:Durability"] = "off" }
        );
        await server.DatabaseReadyAsync();
        var token = server.TokenFor(await database.AddUserAsync("a@b.example", Roles.Admin));
        (await server.RenderAsync("nowhere")).Dispose();

        using var renders = await server.GetAsync("/api/diagnostics/renders", ("Authorization", $"Bearer {token}"));
        Assert.Equal(
            ["nowhere"],
            (await renders.JsonAsync())
                .GetProperty("items")
                .EnumerateArray()
                .Select(one => one.GetProperty("intent").GetString())
        );
    }

    [Fact]
    public async Task A_logged_render_is_explained_by_the_times_of_its_stages()
    {
        await using var provider = await StubHttpServer.StartAsync(async context =>
        {
            await Task.Delay(50);
            await context.Response.Body.WriteAsync("{}"u8.ToArray());
        });
        using var registry = new TestRegistry(
            Intents(
                Intent("plain"),
                Intent("slow", more: $$""","dataProvider":{"name":"shop","cacheSeconds":0,"url":"{{provider.Url}}"}""")
            )
        );
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = IxpTestServer.Start(database, registry.Settings);
        await server.DatabaseReadyAsync();
        var admin = (
            "Authorization",
            $"Bearer {server.TokenFor(await database.AddUserAsync("a@b.example", Roles.Admin))}"
        );
        foreach (var intent in new[] { "slow", "plain", "missing" })
        {
            (await server.RenderAsync(intent)).Dispose();
        }

        var renders = (await ReadAsync("renders")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["missing", "plain", "slow"], renders.Select(render => render.GetProperty("intent").GetString()));
        Assert.Equal("INTENT_NOT_SUPPORTED", renders[0].GetProperty("error").GetString());
        Assert.Equal(0, Stage(renders[1], "data"));
        Assert.True(Stage(renders[1], "resolve") > 0 && Stage(renders[1], "validate") > 0);

        // The others may have been slow as well, for want of a processor.
        var slow = (await ReadAsync("renders?milliseconds=40")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(renders.Where(render => Duration(render) >= 40).Select(Id), slow.Select(Id));
        var id = Id(slow[^1]);
        Assert.Equal(Id(renders[2]), id);
        var slowest = renders.Max(Duration);
        Assert.Single(
            (await ReadAsync($"renders?milliseconds={(int)slowest}")).GetProperty("items").EnumerateArray(),
            render => Duration(render) == slowest
        );
        Assert.Empty(
            (await ReadAsync($"renders?milliseconds={(int)slowest + 1}")).GetProperty("items").EnumerateArray()
        );
        await Eventually.TrueAsync(
            async () => (await server.GetAsync($"/api/intent-logs/{id}", admin)).StatusCode is HttpStatusCode.OK,
            "the log of the same id"
        );
        var explained = await ReadAsync($"renders/{id}");
        Assert.InRange(Stage(explained, "data"), 40, Duration(explained));
        Assert.True(Stage(explained, "props") > 0);

        Assert.Single((await ReadAsync("renders?intent=plain")).GetProperty("items").EnumerateArray());
        Assert.Equal(
            "missing",
            (await ReadAsync("renders?limit=1")).GetProperty("items")[0].GetProperty("intent").GetString()
        );
        using var unknown = await server.GetAsync($"/api/diagnostics/renders/{Guid.NewGuid()}", admin);
        await unknown.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");

        async Task<JsonElement> ReadAsync(string path)
        {
            using var response = await server.GetAsync($"/api/diagnostics/{path}", admin);
            return await response.JsonAsync();
        }
    }

    [Fact]
    public void The_oldest_is_forgotten_first()
    {
        var renders = new RecentRenders();
        for (var n = 0; n < RecentRenders.Most + 10; n++)
        {
            renders.Add(new(Guid.Empty, DateTimeOffset.UnixEpoch, $"{n}", TimeSpan.Zero, default, null, false));
        }

        var all = renders.All();
        Assert.Equal(RecentRenders.Most, all.Count);
        Assert.Equal($"{RecentRenders.Most + 9}", all[0].Intent);
        Assert.Equal("10", all[^1].Intent);
    }

    private static Guid Id(JsonElement render) => render.GetProperty("id").GetGuid();

    private static double Duration(JsonElement render) => render.GetProperty("durationMs").GetDouble();

    private static double Stage(JsonElement render, string stage) =>
        render.GetProperty("stages").GetProperty(stage).GetDouble();
}
