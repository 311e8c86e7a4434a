using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>Getting in, going on, and getting out.</summary>
public sealed class SignInTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_registers_can_sign_in_and_see_and_rename_the_own_account(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var user = await server.RegisterAsync("Ann@Example.com");
        var signedIn = await server.LoginAsync(" ann@example.COM ");

        Assert.Equal("Ann@Example.com", user.GetProperty("email").GetString());
        Assert.Equal("user", user.GetProperty("role").GetString());
        Assert.Equal("Bearer", signedIn.Body.GetProperty("tokenType").GetString());
        Assert.Equal(86_400, signedIn.Body.GetProperty("expiresIn").GetInt32());
        AssertJson.Equal(user.GetRawText(), signedIn.Body.GetProperty("user"));

        server.Time.Advance(TimeSpan.FromSeconds(1));
        await server.AskAsync("PUT", "/api/auth/me", new { name = " Ann Ämter " }, signedIn.Access);
        var me = await server.AskAsync("GET", "/api/auth/me", token: signedIn.Access);
        Assert.Equal("Ann Ämter", me.GetProperty("name").GetString());
        Assert.NotEqual(me.GetProperty("createdAt").GetString(), me.GetProperty("updatedAt").GetString());
        Assert.Equal(["user.register", "auth.login", "user.rename"], await server.AuditAsync());
        Assert.DoesNotContain("assword", me.GetRawText());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        await server.RegisterAsync("ann@example.com");

        var wrong = await server.RefusedAsync(
            HttpStatusCode.Unauthorized,
            "UNAUTHORIZED",
            "POST",
            "/api/auth/login",
            new { email = "ann@example.com", password = "not the password" }
        );
        var unknown = await server.RefusedAsync(
            HttpStatusCode.Unauthorized,
            "UNAUTHORIZED",
            "POST",
            "/api/auth/login",
            new { email = "bob@example.com", password = "not the password" }
        );
        AssertJson.Equal(wrong.GetRawText(), unknown);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task One_of_many_who_register_an_address_at_once_wins(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    server.SendAsync(
                        "POST",
                        "/api/auth/register",
                        new
                        {
                            name = "Ann",
                            email = i % 2 is 0 ? "ann@example.com" : "ANN@EXAMPLE.COM",
                            password = AccountsServer.Password,
                        }
                    )
                )
        );

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Created);
        foreach (var answer in answers.Where(answer => answer.StatusCode is not HttpStatusCode.Created))
        {
            await answer.ErrorAsync(HttpStatusCode.Conflict, "CONFLICT");
        }

        Assert.Equal(["1"], await server.Database.RowsAsync("SELECT count(*) FROM users"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_refresh_token_is_exchanged_and_a_replayed_one_ends_the_sign_in(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var first = await server.NewUserAsync();
        var other = await server.LoginAsync("ann@example.com");
        var second = new SignedIn(await (await server.RefreshAsync(first.Refresh)).JsonAsync());
        Assert.NotEqual(first.Refresh, second.Refresh);
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(second.Access));

        server.Time.Advance(TimeSpan.FromSeconds(11));
        using var replayed = await server.RefreshAsync(first.Refresh);
        await replayed.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        using var successor = await server.RefreshAsync(second.Refresh);
        await successor.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");

        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(second.Access));
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(other.Access));
        Assert.Contains("auth.replay", await server.AuditAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_refreshes_at_once_get_the_same_successor_and_lock_nobody_out(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var first = await server.NewUserAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.RefreshAsync(first.Refresh)));
        var tokens = new List<SignedIn>();
        foreach (var answer in answers)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            tokens.Add(new SignedIn(await answer.JsonAsync()));
        }

        var successor = Assert.Single(tokens.Select(token => token.Refresh).Distinct(StringComparer.Ordinal));
        Assert.Equal(["2"], await server.Database.RowsAsync("SELECT count(*) FROM refresh_tokens"));
        using var next = await server.RefreshAsync(successor);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);

        // Its successor has been used: now there are two who hold it.
        using var late = await server.RefreshAsync(first.Refresh);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    /// <summary>A successor that is made at the moment of the end would be good again once its predecessors are removed.</summary>
    [Fact]
    public async Task A_sign_in_that_ends_while_it_is_refreshed_leaves_no_token_behind()
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Postgres);
        var ann = await server.NewUserAsync();
        var ending = await server.Database.InTransactionAsync(async refreshing =>
        {
            var held = await refreshing.RefreshTokens.SingleAsync(TestDatabase.Cancel);
            held.RotatedAt = server.Time.GetUtcNow().UtcDateTime;
            refreshing.Add(
                new RefreshToken
                {
                    UserId = held.UserId,
                    FamilyId = held.FamilyId,
                    TokenHash = [1],
                    ExpiresAt = held.ExpiresAt,
                }
            );
            await refreshing.SaveChangesAsync(TestDatabase.Cancel);
            var logout = server.SendAsync("POST", "/api/auth/logout", token: ann.Access);
            await WaitingAsync(server);
            return new[] { logout };
        });

        Assert.Equal(HttpStatusCode.NoContent, (await ending[0]).StatusCode);
        Assert.Equal(["2"], await server.Database.RowsAsync("SELECT count(revoked_at) FROM refresh_tokens"));
    }

    [Fact]
    public async Task A_refresh_that_waits_for_the_end_of_its_sign_in_comes_too_late_and_is_no_theft()
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Postgres);
        var ann = await server.NewUserAsync();
        var refreshing = await server.Database.InTransactionAsync(async ending =>
        {
            await ending.RefreshTokens.ExecuteUpdateAsync(
                set => set.SetProperty(token => token.RevokedAt, server.Time.GetUtcNow().UtcDateTime),
                TestDatabase.Cancel
            );
            var refresh = server.RefreshAsync(ann.Refresh);
            await WaitingAsync(server);
            return new[] { refresh };
        });

        await (await refreshing[0]).ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        Assert.Equal(["1"], await server.Database.RowsAsync("SELECT count(*) FROM refresh_tokens"));
        Assert.DoesNotContain("auth.replay", await server.AuditAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Tokens_end_in_time(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var signedIn = await server.NewUserAsync();
        server.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(signedIn.Access));
        var next = new SignedIn(await (await server.RefreshAsync(signedIn.Refresh)).JsonAsync());
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(next.Access));

        server.Time.Advance(TimeSpan.FromDays(30));
        using var late = await server.RefreshAsync(next.Refresh);
        await late.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Signing_out_ends_one_sign_in_or_all(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var (first, second) = (await server.NewUserAsync(), await server.LoginAsync("ann@example.com"));
        var (third, fourth) = (await server.LoginAsync("ann@example.com"), await server.LoginAsync("ann@example.com"));

        await server.AskAsync("POST", "/api/auth/logout", token: first.Access, status: HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(first.Access));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.RefreshAsync(first.Refresh)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(second.Access));

        var body = new { refreshToken = second.Refresh };
        await server.AskAsync("POST", "/api/auth/logout", body, status: HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(second.Access));

        await server.AskAsync("POST", "/api/auth/logout", new { all = true }, third.Access, HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(third.Access));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(fourth.Access));
        await server.RefusedAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED", "POST", "/api/auth/logout");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_another_replica_changed_is_noticed_within_five_seconds(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var signedIn = await server.NewUserAsync();
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(signedIn.Access));
        await server.Database.ExecuteAsync("UPDATE users SET active = false");

        server.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(signedIn.Access));
        server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(signedIn.Access));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.RefreshAsync(signedIn.Refresh)).StatusCode);
        await server.RefusedAsync(
            HttpStatusCode.Forbidden,
            "FORBIDDEN",
            "POST",
            "/api/auth/login",
            new { email = "ann@example.com", password = AccountsServer.Password }
        );
    }

    private static Task<TimeSpan> WaitingAsync(AccountsServer server) =>
        Eventually.TrueAsync(
            async () =>
                await server.Database.RowsAsync(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
                    is ["1"],
            "one waits for the other"
        );
}
