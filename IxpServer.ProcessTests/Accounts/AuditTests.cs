using System.Net;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>Administrators read who did what.</summary>
public sealed class AuditTests
{
    private static readonly DateTime Noon = new(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_change_is_listed_with_who_made_it_and_what_it_was(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var root = await server.NewAdminAsync();
        var bob = await server.NewUserAsync("bob@example.com");
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await server.AskAsync("PUT", $"/api/users/{bob.Id}", new { active = false }, root.Access);

        var page = await server.AskAsync("GET", $"/api/audit?targetId={bob.Id}&limit=1", token: root.Access);
        var line = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal("user.deactivate", line.GetProperty("action").GetString());
        Assert.Equal("Root", line.GetProperty("actor").GetString());
        Assert.Equal(root.Id, line.GetProperty("actorId").GetString());
        Assert.Equal("user", line.GetProperty("targetType").GetString());
        AssertJson.Equal("""{"role":"user","active":false}""", line.GetProperty("details"));
        Assert.Equal("127.0.0.1", line.GetProperty("ipAddress").GetString());
        Assert.NotEmpty(line.GetProperty("traceId").GetString()!);
        Assert.True(page.GetProperty("pagination").GetProperty("hasMore").GetBoolean());

        await server.AskAsync("DELETE", $"/api/users/{bob.Id}", token: root.Access, status: HttpStatusCode.NoContent);
        var own = await server.AskAsync("GET", $"/api/audit?actorId={bob.Id}", token: root.Access);
        Assert.Equal(
            ["auth.login", "user.register"],
            own.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("action").GetString())
        );
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_filter_narrows_the_list_and_pages_visit_every_line_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = IxpTestServer.Start(database);
        var admin = await database.AddUserAsync("admin@example.com", Roles.Admin);
        await using (var context = database.Open())
        {
            context.AddRange(
                Line(0, "user.create", admin, "user", "1"),
                Line(1, "key.revoke", admin, "key", "1"),
                Line(2, "user.create", null, "user", "it's \"%_"),
                Line(2, "registry.publish", null, null, null)
            );
            await context.SaveChangesAsync(TestDatabase.Cancel);
        }

        Assert.Equal([2, 0], await MinutesAsync("action=user.create"));
        Assert.Equal([2, 2], await MinutesAsync("actor=server"));
        Assert.Empty(await MinutesAsync("actor=serve%25"));
        Assert.Equal([1, 0], await MinutesAsync($"actorId={admin.Id}"));
        Assert.Equal([1], await MinutesAsync("targetType=key"));
        Assert.Equal([1, 0], await MinutesAsync("targetId=1"));
        Assert.Equal([0], await MinutesAsync("targetType=user&targetId=1"));
        Assert.Equal([2], await MinutesAsync("targetId=it%27s%20%22%25_"));
        Assert.Equal([1], await MinutesAsync("from=2026-11-23T12:01:00Z&to=2026-11-23T13:02:00%2B01:00"));

        var seen = new List<Guid>();
        for (var cursor = ""; cursor is not null; )
        {
            var page = await ReadAsync($"limit=1{cursor}");
            seen.Add(page.GetProperty("items").EnumerateArray().Single().GetProperty("id").GetGuid());
            cursor = page.GetProperty("pagination").TryGetProperty("nextCursor", out var next)
                ? $"&cursor={next}"
                : null;
        }

        Assert.Equal(4, seen.Distinct().Count());
        Assert.Equal(4, seen.Count);

        async Task<IEnumerable<int>> MinutesAsync(string query) =>
            (await ReadAsync(query))
                .GetProperty("items")
                .EnumerateArray()
                .Select(line => line.GetProperty("createdAt").GetDateTime().Minute);

        async Task<JsonElement> ReadAsync(string query)
        {
            using var response = await server.GetAsync(
                $"/api/audit?{query}",
                ("Authorization", $"Bearer {server.TokenFor(admin)}")
            );
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await response.JsonAsync();
        }
    }

    [Fact]
    public async Task Only_administrators_may_and_what_is_wrong_with_a_query_is_said_at_once()
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Sqlite);
        var (root, ann) = (await server.NewAdminAsync(), await server.NewUserAsync());
        await server.RefusedAsync(HttpStatusCode.Forbidden, "FORBIDDEN", "GET", "/api/audit", token: ann.Access);
        await server.RefusedAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED", "GET", "/api/audit");

        var error = await server.RefusedAsync(
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST",
            "GET",
            $"/api/audit?action=%00&actor={new string('a', 256)}&actorId=1&from=yesterday",
            token: root.Access
        );
        var message = error.GetProperty("message").GetString()!;
        Assert.All(["action", "actor ", "actorId", "from"], name => Assert.Contains(name, message));
        await server.RefusedAsync(
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST",
            "GET",
            "/api/audit?cursor=x",
            token: root.Access
        );

        var document = await server.AskAsync("GET", "/openapi/v1.json");
        var names = document
            .GetProperty("paths")
            .GetProperty("/api/audit")
            .GetProperty("get")
            .GetProperty("parameters")
            .EnumerateArray()
            .Select(parameter => parameter.GetProperty("name").GetString()!);
        Assert.Superset(new HashSet<string>(["action", "actor", "targetId", "from", "to"]), names.ToHashSet());
    }

    private static AuditEntry Line(int minute, string action, User? actor, string? targetType, string? targetId) =>
        new()
        {
            CreatedAt = Noon.AddMinutes(minute),
            Action = action,
            Actor = actor?.Name ?? "server",
            ActorId = actor?.Id,
            TargetType = targetType,
            TargetId = targetId,
        };
}
