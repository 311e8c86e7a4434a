using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Tests.IntentLogs;

/// <summary>A server that logs into a database of the test's own.</summary>
internal sealed class LogFixture : IAsyncDisposable
{
    private readonly TestRegistry? _registry;

    private LogFixture(TestDatabase database, IxpTestServer server, TestRegistry? registry) =>
        (Database, Server, _registry) = (database, server, registry);

    internal TestDatabase Database { get; }

    internal IxpTestServer Server { get; }

    /// <summary>Renders are answered when their rows are there, unless the settings say otherwise.</summary>
    internal static async Task<LogFixture> StartAsync(
        DatabaseKind kind,
        TestRegistry? registry = null,
        string durability = "committed",
        params (string Name, string Value)[] settings
    )
    {
        var database = await TestDatabase.CreateAsync(kind);
        var all = new Dictionary<string, string?>(registry?.Settings ?? new Dictionary<string, string?>())
        {
            ["Ixp:IntentLogs:Durability"] = durability,
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var server = IxpTestServer.Start(database, all);
        await server.DatabaseReadyAsync();
        return new LogFixture(database, server, registry);
    }

    /// <summary>The rows so far, oldest first.</summary>
    internal async Task<List<IntentLog>> RowsAsync()
    {
        await using var context = Database.Open();
        return await context
            .IntentLogs.AsNoTracking()
            .OrderBy(log => log.CreatedAt)
            .ThenBy(log => log.Id)
            .ToListAsync(TestDatabase.Cancel);
    }

    internal Task<User> AddUserAsync(string email, string role = Roles.User) => Database.AddUserAsync(email, role);

    internal (string Name, string Value) As(User user) => ("Authorization", $"Bearer {Server.TokenFor(user)}");

    internal static JsonElement Json(string? text) => JsonElement.Parse(text!);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Database.DisposeAsync();
        _registry?.Dispose();
    }
}
