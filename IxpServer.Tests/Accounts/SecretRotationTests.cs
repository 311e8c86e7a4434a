using System.Net;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>
/// Another JWT_SECRET, while people are signed in: two replicas on one database, of which one has the new secret already.
/// </summary>
public sealed class SecretRotationTests
{
    private const string Old = "the-secret-of-last-year-0123456789";
    private const string New = "the-secret-of-this-year-0123456789";

    [Fact]
    public async Task Everything_that_was_signed_goes_on_on_both_sides_of_the_change()
    {
        await using var before = await AccountsServer.StartAsync(DatabaseKind.Sqlite, [.. Secrets(Old, New)]);
        await using var after = Start(before, New, Old);
        var ann = await before.NewUserAsync();
        var session = await SessionAsync(before.Server);
        var (id, token) = (session.GetProperty("id").GetString(), session.GetProperty("token").GetString()!);

        Assert.Equal(HttpStatusCode.OK, await MeAsync(after, ann.Access));
        using var read = await after.GetAsync($"/api/sessions/{id}", ("X-Session-Token", token));
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);

        // The same refresh token at both, as when an answer is lost and the retry meets the other replica.
        using var first = await RefreshAsync(after, ann.Refresh);
        using var again = await RefreshAsync(before.Server, ann.Refresh);
        var successor = (await first.JsonAsync()).GetProperty("refreshToken").GetString();
        Assert.Equal(successor, (await again.JsonAsync()).GetProperty("refreshToken").GetString());

        var fresh = (await first.JsonAsync()).GetProperty("accessToken").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await MeAsync(before.Server, fresh));
        var made = await SessionAsync(after);
        using var other = await before.Server.GetAsync(
            $"/api/sessions/{made.GetProperty("id").GetString()}",
            ("X-Session-Token", made.GetProperty("token").GetString()!)
        );
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        // Once the old secret is gone, so is what it signed, and nothing else.
        await using var done = Start(before, New, null);
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(done, ann.Access));
        Assert.Equal(HttpStatusCode.OK, await MeAsync(done, fresh));
        using var lost = await done.GetAsync($"/api/sessions/{id}", ("X-Session-Token", token));
        Assert.Equal(HttpStatusCode.NotFound, lost.StatusCode);
    }

    private static IxpTestServer Start(AccountsServer owner, string secret, string? previous) =>
        IxpTestServer.Start(
            owner.Database,
            Secrets(secret, previous).ToDictionary(pair => pair.Name, string? (pair) => pair.Value)
        );

    private static IEnumerable<(string Name, string Value)> Secrets(string secret, string? previous)
    {
        yield return ("Ixp:Security:JwtSecret", secret);
        yield return ("Ixp:Security:EncryptionKey", "0123456789abcdef0123456789abcdef");
        if (previous is not null)
        {
            yield return ("Ixp:Security:PreviousJwtSecrets", previous);
        }
    }

    private static async Task<HttpStatusCode> MeAsync(IxpTestServer server, string token)
    {
        using var response = await server.GetAsync("/api/auth/me", ("Authorization", $"Bearer {token}"));
        return response.StatusCode;
    }

    private static async Task<JsonElement> SessionAsync(IxpTestServer server)
    {
        using var response = await server.PostAsync("/api/sessions", "{}");
        return await response.JsonAsync();
    }

    private static Task<HttpResponseMessage> RefreshAsync(IxpTestServer server, string token) =>
        server.PostAsync("/api/auth/refresh", $$"""{"refreshToken":"{{token}}"}""");
}
