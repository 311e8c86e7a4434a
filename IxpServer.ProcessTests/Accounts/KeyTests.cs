using System.Net;
using IxpServer.Api.Security;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>Keys for programs.</summary>
public sealed class KeyTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_key_is_shown_once_works_in_both_headers_and_ends_when_revoked(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var ann = await server.NewConfirmedAsync();
        var (id, key) = await server.NewKeyAsync(ann.Access);
        Assert.Matches("^ixp_[A-Za-z0-9_-]{49}$", key);
        var listed = await server.AskAsync("GET", "/api/keys", token: ann.Access);
        var row = Assert.Single(listed.GetProperty("items").EnumerateArray());
        Assert.Equal(key[..10], row.GetProperty("prefix").GetString());
        Assert.DoesNotContain(key[10..], listed.GetRawText());
        Assert.Equal(["32"], await server.Database.RowsAsync("SELECT length(key_hash) FROM api_keys"));

        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(key));
        using var other = await server.Server.GetAsync("/api/auth/me", ("X-API-Key", key));
        Assert.Equal(ann.Id, (await other.JsonAsync()).GetProperty("id").GetString());

        // As when a long answer has used up the time that the end of the server has.
        await server.Server.Services.GetRequiredService<ApiKeyUse>().StopAsync(new CancellationToken(canceled: true));
        Assert.Equal(
            ["1"],
            await server.Database.RowsAsync("SELECT count(*) FROM api_keys WHERE last_used_at IS NOT NULL")
        );

        await server.AskAsync("DELETE", $"/api/keys/{id}", token: ann.Access, status: HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(key));
        var audit = await server.AuditAsync();
        Assert.Contains("key.create", audit);
        Assert.Contains("key.revoke", audit);
    }

    /// <summary>As when another replica deletes it: this one may know its state for some seconds.</summary>
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_account_that_is_deleted_meanwhile_is_a_conflict_and_no_fault(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var ann = await server.NewConfirmedAsync();
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(ann.Access));
        await using (var context = server.Database.Open())
        {
            var id = Guid.Parse(ann.Id);
            await context.Users.Where(user => user.Id == id).ExecuteDeleteAsync(TestDatabase.Cancel);
        }

        await server.RefusedAsync(
            HttpStatusCode.Conflict,
            "CONFLICT",
            "POST",
            "/api/keys",
            """{"name":"agent"}""",
            ann.Access
        );
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_key_does_what_its_scopes_say_and_nothing_that_only_a_person_does(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var root = await server.NewAdminAsync();
        var (_, reader) = await server.NewKeyAsync(root.Access, """{"name":"reader"}""");
        var (_, writer) = await server.NewKeyAsync(root.Access, """{"name":"w","scopes":["read","write"]}""");
        var (_, admin) = await server.NewKeyAsync(root.Access, """{"name":"a","scopes":["read","admin"]}""");
        var path = $"/api/users/{root.Id}";

        await server.AskAsync("GET", path, token: reader);
        await ForbiddenAsync(server, "PUT", path, reader);
        await ForbiddenAsync(server, "GET", "/api/users", writer);
        await server.RefusedAsync(HttpStatusCode.NotFound, "NOT_FOUND", "PUT", path, "{}", writer);
        await server.AskAsync("GET", "/api/users", token: admin);
        await ForbiddenAsync(server, "PUT", path, admin);
        await ForbiddenAsync(server, "GET", "/api/keys", admin);
        await ForbiddenAsync(server, "PUT", "/api/auth/password", writer);

        var session = await server.AskAsync("POST", "/api/sessions", "{}", writer, HttpStatusCode.Created);
        var mine = $"/api/sessions/{session.GetProperty("id").GetString()}";
        await server.AskAsync("GET", mine, token: reader);
        await ForbiddenAsync(server, "POST", "/api/sessions", reader);
        await ForbiddenAsync(server, "PUT", mine, reader);
        await ForbiddenAsync(server, "DELETE", mine, reader);
        await server.AskAsync("DELETE", mine, token: writer, status: HttpStatusCode.NoContent);

        var ann = await server.NewConfirmedAsync();
        var asAdmin = new { name = "x", scopes = new[] { "admin" } };
        await server.RefusedAsync(HttpStatusCode.Forbidden, "FORBIDDEN", "POST", "/api/keys", asAdmin, ann.Access);
    }

    [Fact]
    public async Task All_faults_of_a_key_are_told_at_once()
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Sqlite);
        var ann = await server.NewConfirmedAsync();
        var end = server.Time.GetUtcNow().AddSeconds(-1).ToString("O");
        var body = new { scopes = new[] { "all" }, expiresAt = end };
        var error = await server.RefusedAsync(
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST",
            "POST",
            "/api/keys",
            body,
            ann.Access
        );

        Assert.Equal(
            ["name", "scopes", "expiresAt"],
            error
                .GetProperty("details")
                .GetProperty("validationErrors")
                .EnumerateArray()
                .Select(fault => fault.GetProperty("path")[0].GetString())
        );
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_key_ends_in_time_with_its_owner_and_on_other_replicas_within_five_seconds(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var ann = await server.NewConfirmedAsync();
        var end = server.Time.GetUtcNow().AddHours(1).ToString("O");
        var (_, brief) = await server.NewKeyAsync(ann.Access, $$"""{"name":"b","expiresAt":"{{end}}"}""");
        var (_, lasting) = await server.NewKeyAsync(ann.Access, """{"name":"l"}""");
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(brief));
        server.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(brief));
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(lasting));

        await server.Database.ExecuteAsync("UPDATE users SET active = false");
        server.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(lasting));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Other_peoples_keys_do_not_exist(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var (ann, bob) = (await server.NewConfirmedAsync(), await server.NewUserAsync("bob@example.com"));
        var (id, key) = await server.NewKeyAsync(ann.Access);
        await server.RefusedAsync(HttpStatusCode.NotFound, "NOT_FOUND", "DELETE", $"/api/keys/{id}", token: bob.Access);
        await server.RefusedAsync(
            HttpStatusCode.Forbidden,
            "FORBIDDEN",
            "GET",
            $"/api/keys?userId={ann.Id}",
            token: bob.Access
        );
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(key));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Many_keys_at_once_are_no_more_than_an_account_may_have(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var ann = await server.NewConfirmedAsync();
        await using (var context = server.Database.Open())
        {
            context.AddRange(
                Enumerable
                    .Range(0, 95)
                    .Select(i => new ApiKey
                    {
                        UserId = Guid.Parse(ann.Id),
                        Name = "old",
                        Prefix = "ixp_",
                        KeyHash = [(byte)i],
                    })
            );
            await context.SaveChangesAsync(TestDatabase.Cancel);
        }

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => server.SendAsync("POST", "/api/keys", """{"name":"x"}""", ann.Access))
        );

        Assert.Equal(5, answers.Count(answer => answer.StatusCode is HttpStatusCode.Created));
        foreach (var refused in answers.Where(answer => answer.StatusCode is not HttpStatusCode.Created))
        {
            await refused.ErrorAsync(HttpStatusCode.Conflict, "CONFLICT");
        }

        Assert.Equal(["100"], await server.Database.RowsAsync("SELECT count(*) FROM api_keys"));
    }

    [Theory]
    [InlineData("Testing", null, "ask an administrator to vouch for it")]
    [InlineData("Testing", "127.0.0.1", "follow the mail that was sent to it")]
    [InlineData("Development", null, "writes a mail into the server's log")]
    public async Task An_unconfirmed_account_is_told_what_to_do_before_it_may_have_keys(
        string environment,
        string? mailServer,
        string told
    )
    {
        await using var server = await AccountsServer.StartAsync(
            DatabaseKind.Sqlite,
            ("environment", environment),
            ("Ixp:Mail:Host", mailServer ?? ""),
            ("Ixp:Mail:Port", "1"),
            ("Ixp:Mail:From", "ixp@example.com")
        );
        var ann = await server.NewUserAsync();
        var error = await server.RefusedAsync(
            HttpStatusCode.Forbidden,
            "FORBIDDEN",
            "POST",
            "/api/keys",
            """{"name":"agent"}""",
            ann.Access
        );
        Assert.Contains(told, error.GetProperty("message").GetString());

        // The way that is open wherever there is an administrator, who needs nobody to vouch for the own address.
        await server.RegisterAsync("root@example.com");
        await server.Database.ExecuteAsync("UPDATE users SET role = 'admin' WHERE email = 'root@example.com'");
        var root = await server.LoginAsync("root@example.com");
        foreach (var id in new[] { ann.Id, root.Id })
        {
            var vouch = """{"emailConfirmed":true}""";
            var user = await server.AskAsync("PUT", $"/api/users/{id}", vouch, root.Access);
            Assert.True(user.GetProperty("emailConfirmed").GetBoolean());
        }

        await server.NewKeyAsync(root.Access);
        await server.NewKeyAsync((await server.LoginAsync("ann@example.com")).Access);
        await server.RefusedAsync(
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST",
            "PUT",
            $"/api/users/{ann.Id}",
            """{"emailConfirmed":false}""",
            root.Access
        );
        var bob = new
        {
            name = "Bob",
            email = "bob@example.com",
            password = AccountsServer.Password,
            emailConfirmed = true,
        };
        await server.AskAsync("POST", "/api/users", bob, root.Access, HttpStatusCode.Created);
        await server.NewKeyAsync((await server.LoginAsync("bob@example.com")).Access);
    }

    [Theory]
    [InlineData("ixp_")]
    [InlineData("ixp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ixp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    public async Task What_is_no_key_is_refused(string key)
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Sqlite);
        using var response = await server.Server.GetAsync("/api/auth/me", ("X-API-Key", key));
        await response.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        Assert.Equal("Bearer error=\"invalid_token\"", response.Header("WWW-Authenticate"));
    }

    private static async Task ForbiddenAsync(AccountsServer server, string method, string path, string key) =>
        await server.RefusedAsync(
            HttpStatusCode.Forbidden,
            "FORBIDDEN",
            method,
            path,
            method is "GET" ? null : "{}",
            key
        );
}
