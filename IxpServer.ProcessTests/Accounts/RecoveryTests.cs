using System.Net;
using IxpServer.Api.Security;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>
/// Whoever gets an account back has it alone: every event that gives it back ends every kind of credential that was made
/// before, on every replica.
/// </summary>
public sealed class RecoveryTests
{
    private const string NewPassword = "another long password";

    /// <summary>Each kind, and whether it still works: the status when it does, and when it has ended.</summary>
    private static readonly (string Kind, HttpStatusCode Good, HttpStatusCode Ended, Func<Held, Request> Use)[] Kinds =
    [
        (
            "an access token",
            HttpStatusCode.OK,
            HttpStatusCode.Unauthorized,
            held => new("GET", "/api/auth/me", Token: held.SignIn.Access)
        ),
        (
            "an API key",
            HttpStatusCode.OK,
            HttpStatusCode.Unauthorized,
            held => new("GET", "/api/auth/me", Token: held.Key)
        ),
        (
            "a refresh token",
            HttpStatusCode.OK,
            HttpStatusCode.Unauthorized,
            held => new("POST", "/api/auth/refresh", new { refreshToken = held.SignIn.Refresh })
        ),
        (
            "a mailed token that confirms",
            HttpStatusCode.NoContent,
            HttpStatusCode.BadRequest,
            held => new("POST", "/api/auth/email/confirm", new { token = held.Confirm })
        ),
        (
            "a mailed token that resets",
            HttpStatusCode.NoContent,
            HttpStatusCode.BadRequest,
            held => new("POST", "/api/auth/password/reset", new { token = held.Reset, newPassword = NewPassword })
        ),
    ];

    /// <summary>Each event, and whether the account's address is known before it.</summary>
    private static readonly (string Event, bool IsConfirmed, Func<AccountsServer, Owner, Task> Happen)[] Events =
    [
        ("a reset", true, (server, owner) => server.SendAsync(owner.Reset)),
        ("a reset of an account that was never confirmed", false, (server, owner) => server.SendAsync(owner.Reset)),
        ("a change of the password", true, (server, owner) => server.SendAsync(owner.Change)),
        ("a confirmation", false, (server, owner) => server.SendAsync(owner.Confirm)),
        ("a confirmation by who has signed in", false, (server, owner) => server.SendAsync(owner.ConfirmSignedIn)),
        ("a confirmation by an administrator", false, (server, owner) => server.SendAsync(owner.Vouch)),
        (
            "a deactivation, and its end",
            true,
            async (server, owner) =>
            {
                await server.SendAsync(owner.Deactivate);
                await server.SendAsync(owner.Activate);
            }
        ),
        ("a deletion", true, (server, owner) => server.SendAsync(owner.Delete)),
    ];

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_event_ends_every_kind_of_credential_on_every_replica(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(
            kind,
            ("Ixp:Security:JwtSecret", "the-same-secret-on-both-replicas-01"),
            ("Ixp:Security:EncryptionKey", "0123456789abcdef0123456789abcdef")
        );
        await using var replica = server.StartReplica();
        await replica.DatabaseReadyAsync();
        var root = await server.NewAdminAsync();

        // What has not ended works: else nothing would be shown below.
        var control = await HoldAsync(server, root, "control@example.com", isConfirmed: true);
        foreach (var (name, good, _, use) in Kinds)
        {
            Assert.Equal((name, good), (name, await StatusAsync(replica, use(control.Held))));
            if (name is "a mailed token that confirms")
            {
                control = await HoldAsync(server, root, "second@example.com", isConfirmed: false);
            }
        }

        foreach (var (name, isConfirmed, happen) in Events)
        {
            var (held, owner) = await HoldAsync(server, root, $"{Guid.NewGuid():N}@example.com", isConfirmed);
            foreach (var one in new[] { server.Server, replica })
            {
                Assert.Equal(HttpStatusCode.OK, await StatusAsync(one, Kinds[0].Use(held)));
                Assert.Equal(
                    isConfirmed ? HttpStatusCode.OK : HttpStatusCode.Unauthorized,
                    await StatusAsync(one, Kinds[1].Use(held))
                );
            }

            await happen(server, owner);
            foreach (var (credential, _, ended, use) in Kinds)
            {
                Assert.Equal(
                    (name, credential, ended),
                    (name, credential, await StatusAsync(server.Server, use(held)))
                );
            }

            server.Time.Advance(TimeSpan.FromSeconds(5));
            foreach (var (credential, _, ended, use) in Kinds)
            {
                Assert.Equal((name, credential, ended), (name, credential, await StatusAsync(replica, use(held))));
            }
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_sign_in_that_the_owner_asks_in_goes_on_and_what_is_made_afterwards_works(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var root = await server.NewAdminAsync();
        foreach (var byChange in new[] { true, false })
        {
            var (_, owner) = await HoldAsync(server, root, $"{byChange}@example.com", isConfirmed: byChange);
            await server.SendAsync(byChange ? owner.Change : owner.ConfirmSignedIn);

            Assert.Equal(HttpStatusCode.OK, await server.MeAsync(owner.SignIn.Access));
            var (_, key) = await server.NewKeyAsync(owner.SignIn.Access);
            Assert.Equal(HttpStatusCode.OK, await server.MeAsync(key));
            Assert.Equal(HttpStatusCode.OK, (await server.RefreshAsync(owner.SignIn.Refresh)).StatusCode);
        }
    }

    /// <summary>A replica accepts the token for some seconds more: that must not be enough for a key that lasts.</summary>
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_token_that_has_ended_elsewhere_makes_no_key_where_that_is_not_known_yet(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(
            kind,
            ("Ixp:Security:JwtSecret", "the-same-secret-on-both-replicas-01"),
            ("Ixp:Security:EncryptionKey", "0123456789abcdef0123456789abcdef")
        );
        await using var replica = server.StartReplica();
        await replica.DatabaseReadyAsync();
        var root = await server.NewAdminAsync();
        var (held, owner) = await HoldAsync(server, root, "ann@example.com", isConfirmed: true);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(replica, Kinds[0].Use(held)));

        await server.SendAsync(owner.Reset);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(replica, Kinds[0].Use(held)));
        var make = new Request("POST", "/api/keys", new { name = "agent" }, held.SignIn.Access);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(replica, make));
        Assert.Equal(["0"], await server.Database.RowsAsync("SELECT count(*) FROM api_keys WHERE revoked_at IS NULL"));
    }

    /// <summary>An account with one credential of each kind, in somebody's hands, and what its owner can do.</summary>
    private static async Task<(Held Held, Owner Owner)> HoldAsync(
        AccountsServer server,
        SignedIn root,
        string email,
        bool isConfirmed
    )
    {
        var account = new
        {
            name = "Ann",
            email,
            password = AccountsServer.Password,
        };
        var made = await server.AskAsync("POST", "/api/users", account, root.Access, HttpStatusCode.Created);
        if (isConfirmed)
        {
            await server.ConfirmAsync(email);
        }

        var id = made.GetProperty("id").GetGuid();
        var key = ApiKeyText.Make();
        var (confirm, reset, ownConfirm, ownReset) = (Make(), Make(), Make(), Make());
        await using (var context = server.Database.Open())
        {
            // As from a time when accounts could have keys before they were confirmed.
            context.Add(
                new ApiKey
                {
                    UserId = id,
                    Name = "agent",
                    Prefix = "ixp_",
                    KeyHash = SecretTokens.Hash(key),
                    Scopes = "read",
                }
            );
            context.AddRange(
                Mailed(confirm, TokenPurposes.ConfirmEmail),
                Mailed(reset, TokenPurposes.ResetPassword),
                Mailed(ownConfirm, TokenPurposes.ConfirmEmail),
                Mailed(ownReset, TokenPurposes.ResetPassword)
            );
            await context.SaveChangesAsync(TestDatabase.Cancel);
        }

        var own = await server.LoginAsync(email);
        var path = $"/api/users/{id}";
        return (
            new(await server.LoginAsync(email), key, confirm, reset),
            new(own)
            {
                Reset = new("POST", "/api/auth/password/reset", new { token = ownReset, newPassword = NewPassword }),
                Change = new(
                    "PUT",
                    "/api/auth/password",
                    new { currentPassword = AccountsServer.Password, newPassword = NewPassword },
                    own.Access
                ),
                Confirm = new("POST", "/api/auth/email/confirm", new { token = ownConfirm }),
                ConfirmSignedIn = new("POST", "/api/auth/email/confirm", new { token = ownConfirm }, own.Access),
                Vouch = new("PUT", path, new { emailConfirmed = true }, root.Access),
                Deactivate = new("PUT", path, new { active = false }, root.Access),
                Activate = new("PUT", path, new { active = true }, root.Access),
                Delete = new("DELETE", path, Token: root.Access),
            }
        );

        string Make() => SecretTokens.Make();

        UserToken Mailed(string token, string purpose) =>
            new()
            {
                UserId = id,
                Purpose = purpose,
                Email = email,
                TokenHash = SecretTokens.Hash(token),
                ExpiresAt = server.Time.GetUtcNow().UtcDateTime.AddHours(1),
            };
    }

    private static async Task<HttpStatusCode> StatusAsync(IxpTestServer server, Request request)
    {
        using var answer = await request.SendAsync(server);
        return answer.StatusCode;
    }

    private sealed record Held(SignedIn SignIn, string Key, string Confirm, string Reset);

    private sealed record Owner(SignedIn SignIn)
    {
        internal required Request Reset { get; init; }
        internal required Request Change { get; init; }
        internal required Request Confirm { get; init; }
        internal required Request ConfirmSignedIn { get; init; }
        internal required Request Vouch { get; init; }
        internal required Request Deactivate { get; init; }
        internal required Request Activate { get; init; }
        internal required Request Delete { get; init; }
    }
}
