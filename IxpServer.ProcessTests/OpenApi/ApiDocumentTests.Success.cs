using System.Text.Json;
using IxpServer.Tests.Accounts;
using IxpServer.Tests.Registry.Admin;

namespace IxpServer.Tests.OpenApi;

/// <summary>What goes well, and what is refused for what is there already.</summary>
public sealed partial class ApiDocumentTests
{
    private const string Render = """{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}}}""";

    private static readonly (string, string) Known = ("If-None-Match", "*");

    private async Task SucceedAsync()
    {
        await DiscoverAsync();
        await UseAccountsAsync();
        await UseSessionsAsync();
        await AdministerAsync();
        await OperateAsync();
    }

    private async Task DiscoverAsync()
    {
        foreach (
            var (operation, path) in new[]
            {
                ("listIntents", "/ixp/intents"),
                ("listIntents", "/ixp/intents?tag=x"),
                ("getIntent", "/ixp/intents/show_weather"),
                ("listComponents", "/ixp/components"),
                ("getComponent", "/ixp/components/WeatherCard"),
                ("theme", "/ixp/theme"),
                ("sdk", "/ixp/sdk"),
                ("sdkFrame", "/ixp/sdk/frame"),
                ("sdkConfig", "/ixp/sdk/config"),
                ("crawlerContent", "/ixp/crawler_content"),
                ("crawlerContent", "/ixp/crawler_content?format=csv"),
                ("crawlerContent", "/ixp/crawler_content?format=xml"),
            }
        )
        {
            await AskAsync(operation, 200, path, token: null);
            await AskAsync(operation, 304, path, token: null, headers: Known);
        }

        await AskAsync("menu", 200, "/ixp/menu", token: null);
        await AskAsync("init", 200, "/ixp/init?featured=true&limit=1", token: null);
        await AskAsync("getIntent", 400, "/ixp/intents/show_weather?version=not%20one", token: null);
        await AskAsync("getComponent", 400, "/ixp/components/WeatherCard?version=not%20one", token: null);
        await AskAsync("render", 200, "/ixp/render", Render, token: null);
        await AskAsync("render", 404, "/ixp/render", """{"intent":{"name":"nope"}}""", token: null);
        await AskAsync(
            "render",
            403,
            "/ixp/render",
            """{"intent":{"name":"show_account_statement","parameters":{"accountId":"1"}}}""",
            token: null,
            headers: ("Origin", "https://evil.example")
        );
        await AskAsync("renderBatch", 200, "/ixp/render/batch", $$"""{"requests":[{{Render}}]}""", token: null);
    }

    private async Task UseAccountsAsync()
    {
        const string Ben = """{"name":"Ben","email":"ben@example.com","password":"correct horse battery"}""";
        await AskAsync("register", 201, "/api/auth/register", Ben, token: null);
        await AskAsync("register", 409, "/api/auth/register", Ben, token: null);
        await _accounts.ConfirmAsync("ben@example.com");
        var ben = new SignedIn(await AskAsync("login", 200, "/api/auth/login", Ben, token: null));
        await AskAsync("login", 401, "/api/auth/login", """{"email":"ben@example.com","password":"x"}""", token: null);
        var refresh = JsonSerializer.Serialize(new { refreshToken = ben.Refresh });
        ben = new SignedIn(await AskAsync("refresh", 200, "/api/auth/refresh", refresh, token: null));
        await AskAsync("refresh", 401, "/api/auth/refresh", """{"refreshToken":"x"}""", token: null);
        await AskAsync("me", 200, "/api/auth/me", token: ben.Access);
        await AskAsync("rename", 200, "/api/auth/me", """{"name":"Benno"}""", ben.Access);
        await AskAsync("listKeys", 200, "/api/keys");
        await AskAsync("listKeys", 403, $"/api/keys?userId={_admin.Id}", token: ben.Access);
        var key = await AskAsync("createKey", 201, "/api/keys", """{"name":"k"}""");
        await AskAsync("revokeKey", 204, $"/api/keys/{key.GetProperty("id").GetString()}");
        for (var made = 2; made < 100; made++)
        {
            await AskAsync("createKey", 201, "/api/keys", """{"name":"k"}""");
        }

        await AskAsync("createKey", 409, "/api/keys", """{"name":"k"}""");
        await AskAsync("listUsers", 200, "/api/users");
        var carl = Ben.Replace("ben", "carl", StringComparison.Ordinal);
        var user = await AskAsync("createUser", 201, "/api/users", carl);
        await AskAsync("createUser", 409, "/api/users", carl);
        var path = $"/api/users/{user.GetProperty("id").GetString()}";
        await AskAsync("getUser", 200, path);
        await AskAsync("updateUser", 200, path, """{"active":false}""");
        await AskAsync("login", 403, "/api/auth/login", carl, token: null);
        await AskAsync("updateUser", 409, $"/api/users/{_admin.Id}", """{"role":"user"}""");
        await AskAsync("deleteUser", 409, $"/api/users/{_admin.Id}");
        await AskAsync("deleteUser", 204, path);
        await AskAsync("listAuditLog", 200, "/api/audit?limit=2");
        await AskAsync("askEmailConfirmation", 202, "/api/auth/email/confirmation");
        await AskAsync("confirmEmail", 400, "/api/auth/email/confirm", """{"token":"x"}""", token: null);
        await AskAsync(
            "forgotPassword",
            202,
            "/api/auth/password/forgot",
            """{"email":"x@example.com"}""",
            token: null
        );
        await AskAsync(
            "changePassword",
            204,
            "/api/auth/password",
            """{"currentPassword":"correct horse battery","newPassword":"another horse battery"}""",
            ben.Access
        );
        await AskAsync("logout", 204, "/api/auth/logout", token: ben.Access);
    }

    private async Task UseSessionsAsync()
    {
        var made = await AskAsync("createSession", 201, "/api/sessions", """{"context":{"a":1}}""", token: null);
        var path = $"/api/sessions/{made.GetProperty("id").GetString()}";
        var token = ("X-Session-Token", made.GetProperty("token").GetString()!);
        const string Next = """{"context":{"a":2}}""";
        await AskAsync("getSession", 200, path, token: null, headers: token);
        await AskAsync("getSession", 304, path, token: null, headers: [token, Known]);
        await AskAsync("updateSession", 428, path, Next, token: null, headers: token);
        await AskAsync("updateSession", 200, path, Next, token: null, match: "\"1\"", headers: token);
        await AskAsync("updateSession", 412, path, Next, token: null, match: "\"1\"", headers: token);
        await AskAsync("updateSession", 404, $"/api/sessions/{Guid.NewGuid()}", Next, match: "\"1\"");
        await AskAsync("createSession", 201, "/api/sessions");
        await AskAsync("createSession", 409, "/api/sessions");
        await AskAsync("deleteSession", 204, path, token: null, headers: token);
        await AskAsync("listSessions", 200, "/api/sessions");
    }

    private async Task AdministerAsync()
    {
        foreach (var (kind, title) in new[] { ("intent", "Intent"), ("component", "Component") })
        {
            var all = $"/api/registry/{kind}s";
            var (first, other) = kind is "component"
                ? (AdminServer.Component("Made"), AdminServer.Component("Made", props: "true"))
                : (
                    AdminServer.Intent("made", component: "WeatherCard"),
                    AdminServer.Intent(
                        "made",
                        parameters: """{"type":"object","required":["x"],"properties":{"x":{}}}""",
                        component: "WeatherCard"
                    )
                );
            await AskAsync($"publish{title}", 201, all, first);
            await AskAsync($"publish{title}", 200, all, first);
            await AskAsync($"publish{title}", 409, all, other);
            await AskAsync($"publish{title}", 412, all, first, match: "\"99\"");
            await AskAsync($"list{title}Versions", 200, all);
            var one = $"{all}/{(kind is "intent" ? "made" : "Made")}/1.0.0";
            await AskAsync($"get{title}Version", 200, one);
            await AskAsync($"get{title}Version", 304, one, headers: Known);
            await AskAsync($"set{title}Status", 200, $"{one}/status", """{"status":"deprecated"}""");
            const string Lost = """{"status":"deprecated","replacement":"nowhere"}""";
            await AskAsync($"set{title}Status", 409, $"{one}/status", Lost);
            await AskAsync($"set{title}Status", 404, $"{all}/nowhere/1.0.0/status", """{"status":"active"}""");
            await AskAsync($"set{title}Status", 412, $"{one}/status", """{"status":"active"}""", match: "\"1\"");
        }

        await AskAsync("listRevisions", 200, "/api/registry/revisions");
        await AskAsync("getRevision", 200, "/api/registry/revisions/1");
        await AskAsync("compareRevisions", 200, "/api/registry/revisions/diff?from=0&to=1");
        await AskAsync("compareRevisions", 404, "/api/registry/revisions/diff?from=0&to=99");
        await AskAsync("rollBackRegistry", 200, "/api/registry/revisions/1/rollback");
        await AskAsync("rollBackRegistry", 404, "/api/registry/revisions/99/rollback");
        await AskAsync("rollBackRegistry", 412, "/api/registry/revisions/1/rollback", match: "\"1\"");
        var file = await AskAsync("exportRegistry", 200, "/api/registry/export");
        await AskAsync("exportRegistry", 304, "/api/registry/export", headers: Known);
        await AskAsync("exportRegistry", 404, "/api/registry/export?revision=99");
        await AskAsync("importRegistry", 200, "/api/registry/import?dryRun=true", file.GetRawText());
        await AskAsync("importRegistry", 412, "/api/registry/import", file.GetRawText(), match: "\"1\"");
        await AskAsync(
            "importRegistry",
            409,
            "/api/registry/import",
            $$"""{"intents":[{{AdminServer.Intent("lost", component: "Nowhere")}}]}"""
        );
    }

    private async Task OperateAsync()
    {
        await AskAsync("serverHealth", 200, "/health");
        await AskAsync("health", 200, "/ixp/health");
        await AskAsync("metrics", 200, "/ixp/metrics");
        await AskAsync("describeCache", 200, "/api/cache");
        await AskAsync("clearCache", 204, "/api/cache?all=true");
        await AskAsync("describeConnections", 200, "/api/diagnostics/connections");
        await AskAsync("listRunningQueries", 200, "/api/diagnostics/running-queries");
        await AskAsync("describeMemory", 200, "/api/diagnostics/memory");
        await AskAsync("listRecentRenders", 200, "/api/diagnostics/renders");
        await AskAsync("listLogLevels", 200, "/api/logging/level");
        await AskAsync("setLogLevel", 200, "/api/logging/level", """{"level":"info","category":"Any"}""");
        var logs = await AskAsync("listIntentLogs", 200, "/api/intent-logs");
        var id = logs.GetProperty("items")[0].GetProperty("id").GetString();
        await AskAsync("getIntentLog", 200, $"/api/intent-logs/{id}");
        await AskAsync("explainRender", 200, $"/api/diagnostics/renders/{id}");
        await AskAsync("intentStatistics", 200, "/api/intent-logs/stats");
        await AskAsync("exportIntentLogs", 200, "/api/intent-logs/export");
        await AskAsync("exportIntentLogs", 200, "/api/intent-logs/export?format=ndjson");
    }
}
