using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Fuzz;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>
/// Who may ask for what, for every operation of the document: an operation that is added without a thought of it shows here.
/// </summary>
public sealed class AccessTests
{
    /// <summary>Sessions open to their tokens; the others are ways in.</summary>
    private static readonly string[] Public =
    [
        "DELETE /api/sessions/{id}",
        "GET /api/sessions/{id}",
        "POST /api/auth/email/confirm",
        "POST /api/auth/login",
        "POST /api/auth/password/forgot",
        "POST /api/auth/password/reset",
        "POST /api/auth/refresh",
        "POST /api/auth/register",
        "POST /api/sessions",
        "PUT /api/sessions/{id}",
    ];

    private static readonly string[] Administrators =
    [
        "DELETE /api/cache",
        "GET /api/audit",
        "GET /api/cache",
        "GET /api/diagnostics/connections",
        "GET /api/diagnostics/memory",
        "GET /api/diagnostics/renders",
        "GET /api/diagnostics/renders/{id}",
        "GET /api/diagnostics/running-queries",
        "GET /api/diagnostics/slow-queries",
        "GET /api/intent-logs/export",
        "GET /api/logging/level",
        "GET /api/registry/components",
        "GET /api/registry/components/{name}/{version}",
        "GET /api/registry/export",
        "GET /api/registry/intents",
        "GET /api/registry/intents/{name}/{version}",
        "GET /api/registry/revisions",
        "GET /api/registry/revisions/diff",
        "GET /api/registry/revisions/{revision}",
        "GET /api/users",
        "POST /api/registry/components",
        "POST /api/registry/import",
        "POST /api/registry/intents",
        "POST /api/registry/revisions/{revision}/rollback",
        "POST /api/users",
        "PUT /api/logging/level",
        "PUT /api/registry/components/{name}/{version}/status",
        "PUT /api/registry/intents/{name}/{version}/status",
    ];

    [Fact]
    public async Task Every_operation_of_the_api_is_for_whom_it_is_listed()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = IxpTestServer.Start(database);
        await server.DatabaseReadyAsync();
        var ann = await database.AddUserAsync("ann@example.com");
        var operations = FuzzOperation
            .ReadAll(await server.GetJsonAsync("/openapi/v1.json"))
            .Where(operation => operation.Path.StartsWith("/api/", StringComparison.Ordinal))
            .ToList();
        var (open, admin) = (new HashSet<string>(), new HashSet<string>());
        foreach (var operation in operations)
        {
            var path = operation
                .Path.Replace("{id}", Guid.Empty.ToString(), StringComparison.Ordinal)
                .Replace("{revision}", "1", StringComparison.Ordinal);
            using var stranger = await server.SendAsync(new HttpRequestMessage(operation.Method, path));

            // One of the operations signs out.
            var user = ("Authorization", $"Bearer {server.TokenFor(ann)}");
            using var known = await server.SendAsync(new HttpRequestMessage(operation.Method, path), user);
            if (stranger.StatusCode is not HttpStatusCode.Unauthorized)
            {
                open.Add($"{operation.Method} {operation.Path}");
            }

            if (known.StatusCode is HttpStatusCode.Forbidden)
            {
                admin.Add($"{operation.Method} {operation.Path}");
            }
        }

        Assert.Equal(Public, open.Order(StringComparer.Ordinal));
        Assert.Equal(Administrators, admin.Order(StringComparer.Ordinal));
    }
}
