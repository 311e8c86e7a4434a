using System.Net;
using System.Text;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>
/// Why another site's page cannot act in a visitor's name: browsers add nothing by themselves that this server takes for a
/// credential, and what they send without asking first is no request here.
/// </summary>
public sealed class ForgeryTests
{
    [Fact]
    public async Task A_cookie_is_never_set_and_never_a_credential()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = IxpTestServer.Start(database);
        await server.DatabaseReadyAsync();
        var token = server.TokenFor(await database.AddUserAsync("ann@example.com"));

        using var signedIn = await server.GetAsync("/api/auth/me", ("Authorization", $"Bearer {token}"));
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.Null(signedIn.Header("Set-Cookie"));
        foreach (var name in new[] { "Authorization", "token", "access_token", "session", ".AspNetCore.Cookies" })
        {
            using var response = await server.GetAsync("/api/auth/me", ("Cookie", $"{name}={token}"));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Null(response.Header("Set-Cookie"));
        }

        using var inUrl = await server.GetAsync($"/api/auth/me?access_token={token}");
        Assert.Equal(HttpStatusCode.Unauthorized, inUrl.StatusCode);
        using var registered = await server.PostAsync(
            "/api/auth/register",
            """{"name":"Bob","email":"bob@example.com","password":"a long enough pass phrase"}"""
        );
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        Assert.Null(registered.Header("Set-Cookie"));
        using var login = await server.PostAsync(
            "/api/auth/login",
            """{"email":"bob@example.com","password":"a long enough pass phrase"}"""
        );
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        Assert.Null(login.Header("Set-Cookie"));
        foreach (var page in new[] { "/", "/ixp", "/ixp/sdk/frame" })
        {
            using var response = await server.GetAsync(page);
            Assert.Null(response.Header("Set-Cookie"));
        }
    }

    /// <summary>The content types that the Fetch standard lets any page send to any server without a preflight.</summary>
    [Fact]
    public async Task What_a_form_can_send_is_no_request()
    {
        await using var server = IxpTestServer.Start();
        foreach (var path in new[] { "/ixp/render", "/ixp/render/batch", "/api/auth/register", "/api/sessions" })
        {
            foreach (
                var type in new[]
                {
                    "text/plain",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=b",
                    "text/plain; application/json",
                    null,
                }
            )
            {
                var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"context":{"a":1}}"""));
                content.Headers.Remove("Content-Type");
                if (type is not null)
                {
                    content.Headers.TryAddWithoutValidation("Content-Type", type);
                }

                using var response = await server.SendAsync(
                    new HttpRequestMessage(HttpMethod.Post, path) { Content = content },
                    ("Origin", "https://evil.example")
                );
                Assert.Equal((path, type, 415), (path, type, (int)response.StatusCode));
            }
        }
    }
}
