using System.Net;
using IxpServer.Api.Sessions;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.Tests.Sessions;

/// <summary>Another encryption key, while sessions are used.</summary>
public sealed class ContextRotationTests
{
    private const string Old = "0123456789abcdef0123456789abcdef";
    private const string New = "fedcba9876543210fedcba9876543210";

    private static readonly Dictionary<string, string?> OnlyOld = Keys(Old, null);
    private static readonly Dictionary<string, string?> Rotated = Keys(New, Old);
    private static readonly Dictionary<string, string?> OnlyNew = Keys(New, null);

    private static CancellationToken Cancel => TestDatabase.Cancel;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_server_with_a_new_key_reencrypts_what_is_under_the_old_and_then_the_old_may_go(
        DatabaseKind kind
    )
    {
        await using var fixture = await SessionFixture.StartAsync(kind, OnlyOld);
        var (id, token) = await fixture.CreateAsync("""{"n":1}""");
        await using (var rotating = fixture.StartAnother(Rotated))
        {
            var old = rotating.Services.GetRequiredService<ContextCipher>().OtherKeyIds;
            await Eventually.TrueAsync(
                async () =>
                {
                    await using var database = fixture.Database.Open();
                    return !await database.Sessions.AnyAsync(row => old.Contains(row.ContextKeyId!), Cancel);
                },
                "nothing is under the old key"
            );
        }

        await using var server = fixture.StartAnother(OnlyNew);
        using var read = await server.GetAsync($"/api/sessions/{id}", token);

        Assert.Equal("\"1\"", read.Header("ETag"));
        var body = await read.JsonAsync();
        AssertJson.Equal("""{"n":1}""", body.GetProperty("context"));
        Assert.Equal(body.GetProperty("createdAt").GetString(), body.GetProperty("updatedAt").GetString());
        using var before = await fixture.GetAsync(id, token);
        var error = await before.ErrorAsync(HttpStatusCode.InternalServerError, "SESSION_UNREADABLE");
        Assert.Contains("encryption key is not configured", error.GetProperty("message").GetString());
        Assert.DoesNotContain("\"n\"", await before.TextAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_context_that_cannot_be_read_can_be_replaced_and_deleted(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind, OnlyOld);
        var (id, token) = await fixture.CreateAsync("""{"n":1}""");
        await using var server = fixture.StartAnother(OnlyNew);
        using var lost = await server.GetAsync($"/api/sessions/{id}", token);
        await lost.ErrorAsync(HttpStatusCode.InternalServerError, "SESSION_UNREADABLE");

        var content = new StringContent("""{"context":{"n":2}}""", null, "application/json");
        using var replaced = await server.SendAsync(
            new HttpRequestMessage(HttpMethod.Put, $"/api/sessions/{id}") { Content = content },
            token,
            ("If-Match", lost.Header("ETag")!)
        );

        AssertJson.Equal("""{"n":2}""", (await replaced.JsonAsync()).GetProperty("context"));
        using var read = await server.GetAsync($"/api/sessions/{id}", token);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task No_update_fails_or_is_lost_while_several_servers_rotate(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind, OnlyOld);
        var sessions = new List<(Guid Id, (string, string) Token)>();
        for (var i = 0; i < 8; i++)
        {
            sessions.Add(await fixture.CreateAsync("""{"n":0}"""));
        }

        // Each key is the current one of a server here, so that contexts go to and fro as long as the test likes.
        await using var other = fixture.StartAnother(Rotated);
        await using var back = fixture.StartAnother(Keys(Old, New));
        using var stop = new CancellationTokenSource();
        var rotations = new[] { other, other, back }
            .Select(server => Task.Run(() => RotateAsync(server, stop.Token), Cancel))
            .ToList();

        await Task.WhenAll(sessions.Select((session, i) => CountAsync(i % 2 is 0 ? other : back, session)));
        await stop.CancelAsync();
        Assert.True((await Task.WhenAll(rotations)).Sum() > 0);

        foreach (var (id, token) in sessions)
        {
            using var read = await other.GetAsync($"/api/sessions/{id}", token);
            Assert.Equal("\"11\"", read.Header("ETag"));
            AssertJson.Equal("""{"n":10}""", (await read.JsonAsync()).GetProperty("context"));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rows_that_were_tampered_with_are_refused_and_do_not_stop_the_rotation(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(kind, OnlyOld);
        var (first, firstToken) = await fixture.CreateAsync("""{"of":"first"}""");
        var (second, secondToken) = await fixture.CreateAsync("""{"of":"second"}""");
        var (third, thirdToken) = await fixture.CreateAsync("""{"of":"third"}""");
        await using (var database = fixture.Database.Open())
        {
            var stolen = await database
                .Sessions.Where(row => row.Id == second)
                .Select(row => row.Context)
                .SingleAsync(Cancel);
            await database
                .Sessions.Where(row => row.Id == first)
                .ExecuteUpdateAsync(row => row.SetProperty(s => s.Context, stolen), Cancel);
        }

        using var swapped = await fixture.GetAsync(first, firstToken);
        await swapped.ErrorAsync(HttpStatusCode.InternalServerError, "SESSION_UNREADABLE");
        Assert.DoesNotContain("second", await swapped.TextAsync());

        await using var rotating = fixture.StartAnother(Rotated);
        await rotating.DatabaseReadyAsync();
        var rotation = rotating.Services.GetRequiredService<ContextRotation>();
        await rotation.RunAsync(Cancel);
        Assert.Equal(0, await rotation.RunAsync(Cancel));
        var current = rotating.Services.GetRequiredService<ContextCipher>().CurrentKeyId;
        await using (var database = fixture.Database.Open())
        {
            Assert.Equal(2, await database.Sessions.CountAsync(row => row.ContextKeyId == current, Cancel));
        }

        foreach (var (id, token) in new[] { (second, secondToken), (third, thirdToken) })
        {
            using var read = await rotating.GetAsync($"/api/sessions/{id}", token);
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        }
    }

    /// <summary>Rotates until it is stopped; how many contexts that were in all.</summary>
    private static async Task<int> RotateAsync(IxpTestServer server, CancellationToken stop)
    {
        var rotation = server.Services.GetRequiredService<ContextRotation>();
        var done = 0;
        while (!stop.IsCancellationRequested)
        {
            done += await rotation.RunAsync(Cancel);
        }

        return done;
    }

    /// <summary>A tab that counts to ten in its session; none of its updates may fail.</summary>
    private static async Task CountAsync(IxpTestServer server, (Guid Id, (string, string) Token) session)
    {
        for (var n = 1; n <= 10; n++)
        {
            using var read = await server.GetAsync($"/api/sessions/{session.Id}", session.Token);
            var found = (await read.JsonAsync()).GetProperty("context").GetProperty("n").GetInt32();
            using var updated = await server.SendAsync(
                new HttpRequestMessage(HttpMethod.Put, $"/api/sessions/{session.Id}")
                {
                    Content = new StringContent($$$"""{"context":{"n":{{{found + 1}}}}}""", null, "application/json"),
                },
                session.Token,
                ("If-Match", read.Header("ETag")!)
            );
            Assert.Equal(HttpStatusCode.OK, updated.StatusCode);
        }
    }

    /// <summary>Replicas share their secrets.</summary>
    private static Dictionary<string, string?> Keys(string current, string? previous) =>
        new()
        {
            ["Ixp:Security:JwtSecret"] = new('j', 40),
            ["Ixp:Security:EncryptionKey"] = current,
            ["Ixp:Security:PreviousEncryptionKeys"] = previous,
        };
}
