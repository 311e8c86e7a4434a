using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>Administrators and other people's accounts.</summary>
public sealed class UserTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_administrator_makes_finds_changes_and_removes_accounts(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var root = (await server.NewAdminAsync()).Access;
        for (var i = 0; i < 3; i++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            var made = await server.AskAsync(
                "POST",
                "/api/users",
                new
                {
                    name = $"Bob_{i}%",
                    email = $"bob{i}@example.com",
                    password = AccountsServer.Password,
                },
                root,
                HttpStatusCode.Created
            );
            Assert.Equal("user", made.GetProperty("role").GetString());
        }

        var first = await server.AskAsync("GET", "/api/users?q=BOB_&limit=2", token: root);
        Assert.Equal(["bob2@example.com", "bob1@example.com"], Emails(first));
        var cursor = first.GetProperty("pagination").GetProperty("nextCursor").GetString();
        Assert.Equal(
            ["bob0@example.com"],
            Emails(await server.AskAsync("GET", $"/api/users?q=bob&limit=2&cursor={cursor}", token: root))
        );
        Assert.Empty(Emails(await server.AskAsync("GET", "/api/users?q=bobX", token: root)));
        Assert.Equal(
            ["root@example.com"],
            Emails(await server.AskAsync("GET", "/api/users?role=admin&active=true", token: root))
        );

        var bob = await server.LoginAsync("bob0@example.com");
        var path = $"/api/users/{bob.Id}";
        await server.AskAsync("PUT", path, new { active = false }, root);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(bob.Access));
        Assert.Equal(
            ["bob0@example.com"],
            Emails(await server.AskAsync("GET", "/api/users?active=false", token: root))
        );
        var again = await server.AskAsync("PUT", path, new { active = true, name = "Robert" }, root);
        Assert.Equal("Robert", again.GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.RefreshAsync(bob.Refresh)).StatusCode);

        bob = await server.LoginAsync("bob0@example.com");
        await server.AskAsync("DELETE", path, token: root, status: HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(bob.Access));
        await server.RefusedAsync(HttpStatusCode.NotFound, "NOT_FOUND", "GET", path, token: root);
        var audit = await server.AuditAsync();
        Assert.Superset(
            new HashSet<string>(["user.create", "user.deactivate", "user.activate", "user.delete"]),
            audit.ToHashSet()
        );
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Other_peoples_accounts_do_not_exist_for_who_is_no_administrator(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var (ann, bob) = (await server.NewUserAsync(), await server.NewUserAsync("bob@example.com"));
        await server.AskAsync("GET", $"/api/users/{ann.Id}", token: ann.Access);
        foreach (var id in new[] { bob.Id, Guid.NewGuid().ToString() })
        {
            foreach (var (method, body) in new[] { ("GET", null), ("PUT", "{\"active\":false}"), ("DELETE", null) })
            {
                await server.RefusedAsync(
                    HttpStatusCode.NotFound,
                    "NOT_FOUND",
                    method,
                    $"/api/users/{id}",
                    body,
                    ann.Access
                );
            }
        }

        await server.RefusedAsync(HttpStatusCode.Forbidden, "FORBIDDEN", "GET", "/api/users", token: ann.Access);
        await server.RefusedAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED", "GET", "/api/users");
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(bob.Access));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_last_active_administrator_stays_also_when_two_remove_each_other(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var (one, two) = (await server.NewAdminAsync(), await server.NewAdminAsync("two@example.com"));
        var answers = await Task.WhenAll(
            server.SendAsync("PUT", $"/api/users/{two.Id}", new { role = "user" }, one.Access),
            server.SendAsync("PUT", $"/api/users/{one.Id}", new { active = false }, two.Access)
        );

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        Assert.Equal(
            ["1"],
            await server.Database.RowsAsync("SELECT count(*) FROM users WHERE role = 'admin' AND active")
        );
        var (left, id) = answers[0].StatusCode is HttpStatusCode.OK ? (one, one.Id) : (two, two.Id);
        await server.RefusedAsync(
            HttpStatusCode.Conflict,
            "CONFLICT",
            "DELETE",
            $"/api/users/{id}",
            token: left.Access
        );
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_holds_as_it_is_now_not_as_the_token_says(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var (root, other) = (await server.NewAdminAsync(), await server.NewAdminAsync("two@example.com"));
        await server.AskAsync("GET", "/api/users", token: other.Access);
        await server.AskAsync("PUT", $"/api/users/{other.Id}", new { role = "user" }, root.Access);
        await server.RefusedAsync(HttpStatusCode.Forbidden, "FORBIDDEN", "GET", "/api/users", token: other.Access);
    }

    private static IEnumerable<string?> Emails(System.Text.Json.JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(user => user.GetProperty("email").GetString());
}
