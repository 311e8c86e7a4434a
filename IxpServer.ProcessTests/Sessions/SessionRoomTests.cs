using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Sessions;

/// <summary>A flood of sessions ends somewhere.</summary>
public sealed class SessionRoomTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task There_are_only_so_many(DatabaseKind kind)
    {
        await using var fixture = await SessionFixture.StartAsync(
            kind,
            new Dictionary<string, string?>
            {
                ["Ixp:Sessions:MaxAnonymous"] = "2",
                ["Ixp:Sessions:MaxPerAccount"] = "1",
            }
        );
        var (_, ann) = await fixture.AddUserAsync("ann");
        var (_, bob) = await fixture.AddUserAsync("bob");

        Assert.Equal(HttpStatusCode.Created, await MakeAsync());
        Assert.Equal(HttpStatusCode.Created, await MakeAsync());
        using var refused = await fixture.Server.PostAsync("/api/sessions", "{}");
        Assert.Equal(HttpStatusCode.Created, await MakeAsync(ann));
        Assert.Equal(HttpStatusCode.Conflict, await MakeAsync(ann));
        var atOnce = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MakeAsync(bob)));
        Assert.Single(atOnce, status => status is HttpStatusCode.Created);
        Assert.Equal(7, atOnce.Count(status => status is HttpStatusCode.Conflict));

        await refused.ErrorAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        Assert.Equal("60", refused.Header("Retry-After"));

        async Task<HttpStatusCode> MakeAsync(params (string, string)[] headers)
        {
            using var made = await fixture.Server.PostAsync("/api/sessions", "{}", headers);
            return made.StatusCode;
        }
    }
}
