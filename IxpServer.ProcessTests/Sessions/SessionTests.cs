using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IxpServer.Tests.Sessions;

/// <summary>Sessions over HTTP: making, reading, updating, listing, deleting.</summary>
public sealed class SessionTests
{
    private static CancellationToken Cancel => TestDatabase.Cancel;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_session_without_an_account_belongs_to_whoever_has_its_token(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind);
        using var made = await fixture.Server.PostAsync("/api/sessions", """{"context":{"cart":["a"]}}""");
        var body = await made.JsonAsync();
        var id = body.GetProperty("id").GetGuid();
        var token = ("X-Session-Token", body.GetProperty("token").GetString()!);
        using var read = await fixture.GetAsync(id, token);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal($"/api/sessions/{id}", made.Header("Location"));
        Assert.Equal("\"1\"", made.Header("ETag"));
        Assert.Equal(7, id.Version);
        Assert.False(body.TryGetProperty("userId", out _));
        Assert.Equal("no-store", read.Header("Cache-Control"));
        Assert.Equal("\"1\"", read.Header("ETag"));
        var session = await read.JsonAsync();
        AssertJson.Equal("""{"cart":["a"]}""", session.GetProperty("context"));
        Assert.False(session.TryGetProperty("token", out _));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_id_alone_opens_nothing(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind);
        var (id, token) = await fixture.CreateAsync();
        var (_, foreign) = await fixture.CreateAsync();
        var (_, ann) = await fixture.AddUserAsync("ann");
        (string, string)[][] attempts =
        [
            [],
            [foreign],
            [ann],
            [("X-Session-Token", "")],
            [("X-Session-Token", token.Item2[..^1])],
            [("X-Session-Token", token.Item2 + "A")],
            [("X-Session-Token", new string('A', 43))],
            [("X-Session-Token", new string('.', 43))],
            [("X-Session-Token", new string('=', 43))],
            [("X-Session-Token", $"{new string('A', 21)} {new string('A', 21)}")],
            [("X-Session-Token", new string('A', 8_000))],
            [("X-Session-Token", "' OR 1=1 --")],
        ];
        foreach (var headers in attempts)
        {
            using var read = await fixture.GetAsync(id, headers);
            using var changed = await fixture.PutAsync(id, """{"context":{}}""", [.. headers, ("If-Match", "\"1\"")]);
            using var deleted = await fixture.DeleteAsync(id, headers);
            await read.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
            await changed.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
            await deleted.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        }

        AssertJson.Equal("{}", await fixture.ContextAsync(id, token));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_users_session_is_the_users_and_an_administrators(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind);
        var (user, ann) = await fixture.AddUserAsync("ann");
        var (_, bob) = await fixture.AddUserAsync("bob");
        var (admin, root) = await fixture.AddUserAsync("root", Roles.Admin);
        using var made = await fixture.Server.PostAsync("/api/sessions", "{}", ann);
        var body = await made.JsonAsync();
        var id = body.GetProperty("id").GetGuid();

        Assert.Equal(user.Id, body.GetProperty("userId").GetGuid());
        Assert.False(body.TryGetProperty("token", out _));
        Assert.False(body.TryGetProperty("context", out _));
        Assert.Equal(HttpStatusCode.OK, (await fixture.GetAsync(id, ann)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await fixture.GetAsync(id, root)).StatusCode);
        await (await fixture.GetAsync(id, bob)).ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        await (await fixture.GetAsync(id)).ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        await (await fixture.DeleteAsync(id, bob)).ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        var another = await fixture.GetAsync(Guid.CreateVersion7(), ann);
        Assert.Equal((await another.TextAsync())[..40], (await (await fixture.GetAsync(id, bob)).TextAsync())[..40]);

        Assert.Equal(HttpStatusCode.NoContent, (await fixture.DeleteAsync(id, root)).StatusCode);
        await using var database = fixture.Database.Open();
        var audit = await database.AuditLog.SingleAsync(Cancel);
        Assert.Equal(("session.delete", id.ToString(), admin.Id), (audit.Action, audit.TargetId, audit.ActorId!.Value));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_tabs_that_update_at_once_one_is_told(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind);
        var (id, token) = await fixture.CreateAsync();
        for (var round = 1; round <= 5; round++)
        {
            var tag = ("If-Match", $"\"{round}\"");
            var tabs = await Task.WhenAll(
                Enumerable
                    .Range(0, 6)
                    .Select(tab => fixture.PutAsync(id, $$"""{"context":{"tab":{{tab}} } }""", token, tag))
            );

            var won = Assert.Single(tabs, tab => tab.StatusCode is HttpStatusCode.OK);
            Assert.Equal($"\"{round + 1}\"", won.Header("ETag"));
            foreach (var lost in tabs.Except([won]))
            {
                await lost.ErrorAsync(HttpStatusCode.PreconditionFailed, "PRECONDITION_FAILED");
            }

            AssertJson.Equal(
                (await won.JsonAsync()).GetProperty("context").GetRawText(),
                await fixture.ContextAsync(id, token)
            );
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_update_must_say_what_it_is_based_on(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind);
        var (id, token) = await fixture.CreateAsync();
        const string Next = """{"context":{"n":1}}""";

        foreach (var none in new (string, string)[][] { [token], [token, ("If-Match", "*")] })
        {
            using var refused = await fixture.PutAsync(id, Next, none);
            await refused.ErrorAsync(HttpStatusCode.PreconditionRequired, "PRECONDITION_REQUIRED");
        }

        foreach (var none in new[] { "1", "\"1", "W/1" })
        {
            using var refused = await fixture.PutAsync(id, Next, token, ("If-Match", none));
            var error = await refused.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
            Assert.Contains("such as \"42\"", error.GetProperty("message").GetString());
        }

        foreach (var wrong in new[] { "\"2\"", "\"x\"", "\"-1\"", "\"99999999999999999999\"" })
        {
            using var refused = await fixture.PutAsync(id, Next, token, ("If-Match", wrong));
            await refused.ErrorAsync(HttpStatusCode.PreconditionFailed, "PRECONDITION_FAILED");
        }

        AssertJson.Equal("{}", await fixture.ContextAsync(id, token));
        using var one = await fixture.PutAsync(id, Next, token, ("If-Match", "\"7\", \"1\""));
        using var weak = await fixture.PutAsync(id, """{"context":{"n":2}}""", token, ("If-Match", "W/\"2\""));
        Assert.Equal(("\"2\"", "\"3\""), (one.Header("ETag"), weak.Header("ETag")));
        using var same = await fixture.GetAsync(id, token, ("If-None-Match", "\"3\""));
        using var newer = await fixture.GetAsync(id, token, ("If-None-Match", "\"2\""));
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (same.StatusCode, newer.StatusCode));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_list_has_ones_own_and_for_administrators_all(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind);
        var (user, ann) = await fixture.AddUserAsync("ann");
        var (other, bob) = await fixture.AddUserAsync("bob");
        var (_, root) = await fixture.AddUserAsync("root", Roles.Admin);
        var mine = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            mine.Insert(0, (await fixture.CreateAsync("""{"secret":"word"}""", ann)).Id);
        }

        await fixture.CreateAsync("{}", bob);
        await fixture.CreateAsync();

        async Task<(List<Guid> Ids, string? Next)> List(string query, (string, string) who)
        {
            using var response = await fixture.Server.GetAsync($"/api/sessions{query}", who);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.DoesNotContain("word", await response.TextAsync());
            var body = await response.JsonAsync();
            var page = body.GetProperty("pagination");
            return (
                [.. body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())],
                page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null
            );
        }

        Assert.Equal(mine, (await List("", ann)).Ids);
        Assert.Equal(mine, (await List($"?userId={user.Id}", ann)).Ids);
        Assert.Equal(mine, (await List($"?userId={user.Id}", root)).Ids);
        Assert.Equal(5, (await List("", root)).Ids.Count);
        Assert.Single((await List($"?userId={other.Id}", root)).Ids);
        var (first, cursor) = await List("?limit=2", ann);
        var (second, end) = await List($"?limit=2&cursor={cursor}", ann);
        Assert.Equal(mine, [.. first, .. second]);
        Assert.Null(end);

        using var nobody = await fixture.Server.GetAsync("/api/sessions");
        await nobody.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        using var curious = await fixture.Server.GetAsync($"/api/sessions?userId={other.Id}", ann);
        await curious.ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        using var injected = await fixture.Server.GetAsync("/api/sessions?userId=' OR ''='", root);
        await injected.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_session_goes_with_the_logs_of_its_renders(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind);
        var (id, token) = await fixture.CreateAsync();
        await using var database = fixture.Database.Open();
        database.Add(
            new IntentLog
            {
                SessionId = id,
                IntentType = "x",
                Query = "{}",
            }
        );
        await database.SaveChangesAsync(Cancel);

        using var gone = await fixture.DeleteAsync(id, token);
        using var again = await fixture.DeleteAsync(id, token);

        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await again.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        Assert.Equal(
            (0, 0),
            (await database.IntentLogs.CountAsync(Cancel), await database.Sessions.CountAsync(Cancel))
        );
        Assert.Empty(await database.AuditLog.ToListAsync(Cancel));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Whoever_means_to_be_signed_in_gets_no_other_session(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind);
        var (user, ann) = await fixture.AddUserAsync("ann");
        using var forged = await fixture.Server.PostAsync("/api/sessions", "{}", (ann.Item1, ann.Item2[..^2]));
        await forged.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");

        await using var database = fixture.Database.Open();
        await database.Users.Where(row => row.Id == user.Id).ExecuteDeleteAsync(Cancel);
        using var deleted = await fixture.Server.PostAsync("/api/sessions", "{}", ann);
        await deleted.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        Assert.Empty(await database.Sessions.ToListAsync(Cancel));
    }
}
