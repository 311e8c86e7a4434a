using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Tests.Accounts;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.OpenApi;

/// <summary>
/// The OpenAPI document tells all that the server does: each operation is brought to each status that it names, no answer has
/// another, and each is what the document says of it.
/// </summary>
public sealed partial class ApiDocumentTests : IAsyncLifetime
{
    /// <summary>What takes longer, or more, than belongs here, and the tests that show it.</summary>
    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal)
    {
        "render 500", // RenderTests: props that break their component's schema.
        "render 502", // DataProviderTests: a provider that must answer and does not.
        "render 503", // BodyBudgetTests and IntentLogDurabilityTests.
        "renderBatch 503", // BodyBudgetTests.
        "crawlerContent 401", // SourceTests: a source that wants credentials.
        "crawlerContent 502", // SourceTests: a source that cannot be read.
        "getSession 500", // SessionTests: a key that is gone.
        "health 503", // StatusTests: a registry that is not loaded.
        "rollBackRegistry 409", // A state that does not go with what the files have become.
        "forgotPassword 503", // The mail waits for the database; only a server whose start has failed answers so.
        "resetPassword 204", // MailTests: with the token of a mail.
        "confirmEmail 204", // MailTests.
        "describeConnections 404", // DatabaseDiagnosticsTests: an embedded database.
        "listRunningQueries 404", // DatabaseDiagnosticsTests.
        "listSlowQueries 200", // DatabaseDiagnosticsTests: with pg_stat_statements.
        "setLogLevel 409", // LogLevelTests: with as many levels as there may be.
    };

    private const string Secret = "a secret that both servers of this test know";

    private AccountsServer _accounts = null!;
    private ApiDocument _document = null!;
    private SignedIn _admin = null!;
    private string _readKey = null!;
    private string _writeKey = null!;

    public async ValueTask InitializeAsync()
    {
        _accounts = await AccountsServer.StartAsync(
            DatabaseKind.Postgres,
            ("Ixp:Security:JwtSecret", Secret),
            ("Ixp:IntentLogs:Durability", "committed"),
            ("Ixp:Sessions:MaxPerAccount", "1")
        );
        _document = await ApiDocument.ReadAsync(_accounts.Server);
        _admin = await _accounts.NewAdminAsync();
        (_, _readKey) = await _accounts.NewKeyAsync(_admin.Access, """{"name":"r","scopes":["read"]}""");
        (_, _writeKey) = await _accounts.NewKeyAsync(_admin.Access, """{"name":"w","scopes":["write"]}""");
    }

    public ValueTask DisposeAsync() => _accounts.DisposeAsync();

    [Fact]
    public async Task Every_operation_answers_each_status_that_it_names_and_no_other()
    {
        foreach (var operation in _document.Operations)
        {
            await RefuseAsync(operation);
        }

        await SucceedAsync();
        await LimitAsync();
        await LoseDatabaseAsync();

        var named = _document
            .Operations.SelectMany(operation => operation.Statuses.Select(status => $"{operation.Id} {status}"))
            .Where(pair => !pair.EndsWith(" 408", StringComparison.Ordinal)) // SlowClientTests.
            .Except(Elsewhere);
        var faults = _document
            .Faults.DistinctBy(fault => fault.Split(": {")[0])
            .Concat(named.Except(_document.Seen).Select(pair => $"{pair}: never answered"));
        Assert.False(faults.Any(), string.Join('\n', faults));
    }

    /// <summary>What is refused of any operation, by what the document says of it.</summary>
    private async Task RefuseAsync(ApiOperation operation)
    {
        var path = operation.NowherePath;
        if (operation.Has("401") && !Elsewhere.Contains($"{operation.Id} 401"))
        {
            await AskAsync(
                operation,
                path,
                token: operation.IsSecured ? null : "none",
                expected: operation.Id is "login" or "refresh" ? null : 401
            );
        }

        if (operation.Has("403") && operation.Json.GetProperty("security").GetArrayLength() > 0)
        {
            await AskAsync(operation, path, token: operation.Method is "get" ? _writeKey : _readKey, expected: 403);
        }

        if (operation.HasBody)
        {
            await AskAsync(operation, path, "{", expected: 400, match: "\"1\"");
            await AskAsync(operation, path, "x", type: "text/plain", expected: 415, match: "\"1\"");
            await AskAsync(operation, path, new string(' ', 11_000_000), expected: 413, match: "\"1\"");
        }

        foreach (var parameter in operation.Parameters("query").Where(IsTyped))
        {
            await AskAsync(operation, $"{path}?{parameter.GetProperty("name").GetString()}=%20x", expected: 400);
        }

        if (operation.Parameters("header").Any(one => one.GetProperty("name").GetString() is "If-Match"))
        {
            await AskAsync(operation, path, "{}", match: "x", expected: 400);
        }

        if (operation.Has("404"))
        {
            await AskAsync(operation, path, "{}", match: "\"1\"");
        }
    }

    /// <summary>Whether there are texts that it cannot be.</summary>
    private static bool IsTyped(JsonElement parameter)
    {
        var schema = parameter.GetProperty("schema");
        return schema.GetProperty("type").GetString() is not "string"
            || schema.TryGetProperty("format", out _)
            || schema.TryGetProperty("enum", out _);
    }

    private async Task<JsonElement> AskAsync(
        ApiOperation operation,
        string path,
        string? body = null,
        string? token = "",
        string? match = null,
        string type = "application/json",
        int? expected = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method.ToUpperInvariant()), path);
        if (operation.HasBody && body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
            request.Headers.ExpectContinue = body.Length > 1_000_000;
        }

        token = token is "" ? _admin.Access : token;
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        using var response = await _accounts.Server.SendAsync(request, headers);
        var text = await response.TextAsync();
        _document.Check(operation, response, text);
        if (expected is not null && expected != (int)response.StatusCode)
        {
            _document.Faults.Add(
                $"{operation.Id} {path}: {(int)response.StatusCode}, not {expected}: {(text.Length > 200 ? text[..200] : text)}"
            );
        }

        return response.Content.Headers.ContentType?.MediaType is "application/json" && text.Length > 0
            ? JsonElement.Parse(text)
            : default;
    }

    private Task<JsonElement> AskAsync(
        string operation,
        int expected,
        string path,
        string? body = null,
        string? token = "",
        string? match = null,
        params (string Name, string Value)[] headers
    ) => AskAsync(_document.Operation(operation), path, body, token, match, expected: expected, headers: headers);

    /// <summary>Of a limit of one, the second request is refused.</summary>
    private async Task LimitAsync()
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?> { ["Ixp:Limits:Max"] = "1", ["Ixp:Limits:SlowDownAfter"] = "0" }
        );
        await server.DatabaseReadyAsync();
        foreach (var operation in _document.Operations.Where(operation => operation.Has("429")))
        {
            for (var times = 0; times < 2; times++)
            {
                using var request = new HttpRequestMessage(
                    new HttpMethod(operation.Method.ToUpperInvariant()),
                    operation.NowherePath
                );
                using var response = await server.SendAsync(request);
                if (response.StatusCode is HttpStatusCode.TooManyRequests)
                {
                    _document.Check(operation, response, await response.TextAsync());
                }
            }
        }
    }

    /// <summary>Nobody listens where the database should be.</summary>
    private async Task LoseDatabaseAsync()
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:ixpdb"] = "Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=1",
                ["Ixp:Database:RequestTimeoutSeconds"] = "1",
                ["Ixp:Security:JwtSecret"] = Secret,
            }
        );
        await Task.WhenAll(
            _document
                .Operations.Where(operation => operation.Has("503") && !Elsewhere.Contains($"{operation.Id} 503"))
                .Select(operation => AskWithoutDatabaseAsync(server, operation))
        );
    }

    private async Task AskWithoutDatabaseAsync(IxpTestServer server, ApiOperation operation)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(operation.Method.ToUpperInvariant()),
            operation.NowherePath
        );
        request.Headers.Authorization = new("Bearer", _admin.Access);
        if (operation.HasBody)
        {
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            request.Content = new StringContent(
                """
                {"name":"n","email":"n@example.com","password":"correct horse battery","newPassword":"correct horse battery",
                "currentPassword":"x","refreshToken":"0123456789012345678901234567890123456789012","token":"0123456789012345678901234567890123456789012",
                "status":"active","context":{},"description":"d","parameters":{"type":"object"},"component":"c","version":"1.0.0","framework":"f",
                "remoteUrl":"/c.js","exportName":"c","propsSchema":{"type":"object"},"allowedOrigins":["*"],"intents":[]}
                """,
                Encoding.UTF8,
                "application/json"
            );
        }

        using var response = await server.SendAsync(request);
        var text = await response.TextAsync();
        lock (_document)
        {
            _document.Check(operation, response, text);
        }
    }
}
