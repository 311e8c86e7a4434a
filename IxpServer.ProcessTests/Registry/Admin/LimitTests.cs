using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using Xunit;
using static IxpServer.Tests.Registry.Admin.AdminServer;

namespace IxpServer.Tests.Registry.Admin;

/// <summary>The database does not take any number of versions.</summary>
public sealed class LimitTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_would_exceed_the_limit_is_refused_and_says_which_limit(DatabaseKind kind)
    {
        await using var admin = await StartAsync(kind, ("Ixp:Registry:MaxDefinitions", "2"));
        await admin.PublishAsync(Intent("one"));
        var two = $$"""{"intents":[{{Intent("two")}},{{Intent("three")}}]}""";
        var error = await admin.RefusedAsync(HttpMethod.Post, "/import", two, HttpStatusCode.Conflict, "CONFLICT");
        Assert.Contains("REGISTRY_MAX_DEFINITIONS", error.GetProperty("message").GetString());
        Assert.Equal(2, error.GetProperty("details").GetProperty("limit").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, await admin.RenderAsync("two"));

        // Versions stay for good: one that is deleted makes no room, and can come back.
        await admin.PublishAsync(Intent("two"));
        await admin.SetStatusAsync("/intents/two/1.0.0", "deleted");
        await admin.RefusedAsync(
            HttpMethod.Post,
            "/intents",
            Intent("two", "1.0.1"),
            HttpStatusCode.Conflict,
            "CONFLICT"
        );
        await admin.SetStatusAsync("/intents/two/1.0.0", "active");
        Assert.Equal(HttpStatusCode.OK, await admin.RenderAsync("two"));
        Assert.Equal(["2"], await admin.Database.RowsAsync("SELECT count(*) FROM registry_definitions"));
    }
}
