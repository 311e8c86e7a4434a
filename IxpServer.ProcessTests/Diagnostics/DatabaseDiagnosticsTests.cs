using System.Net;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IxpServer.Tests.Diagnostics;

/// <summary>What administrators are told of the database's work, by a real PostgreSQL.</summary>
public sealed class DatabaseDiagnosticsTests : IAsyncLifetime
{
    private const string Secret = "hunter2-in-a-literal";

    private TestDatabase _database = null!;
    private IxpTestServer _server = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        _server = IxpTestServer.Start(_database);
        await _server.DatabaseReadyAsync();
        _token = _server.TokenFor(await _database.AddUserAsync("root@example.com", Roles.Admin));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Connections_are_counted_here_and_on_the_server()
    {
        var body = await ReadAsync("connections");

        var pool = body.GetProperty("pool");
        Assert.True(pool.GetProperty("used").GetInt32() + pool.GetProperty("free").GetInt32() > 0);
        Assert.Equal(20, pool.GetProperty("most").GetInt32());
        Assert.True(body.GetProperty("server").GetProperty("active").GetInt64() > 0);
        Assert.Equal(400, body.GetProperty("mostOfServer").GetInt32());
    }

    [Fact]
    public async Task Slow_statements_come_by_page_without_values_or_passwords()
    {
        using (var missing = await GetAsync("slow-queries"))
        {
            var error = await missing.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
            Assert.Contains("CREATE EXTENSION pg_stat_statements", error.GetProperty("message").GetString());
        }

        await _database.ExecuteAsync("CREATE EXTENSION pg_stat_statements");
        await _database.ExecuteAsync($"SELECT pg_sleep(2), '{Secret}'");
        await _database.ExecuteAsync($"ALTER ROLE CURRENT_USER SET application_name = '{Secret}'");
        await _database.ExecuteAsync("ALTER ROLE CURRENT_USER RESET application_name");

        var slowest = await ReadAsync("slow-queries?order=mean&limit=1");
        var first = Assert.Single(slowest.GetProperty("items").EnumerateArray());
        Assert.Equal("SELECT pg_sleep($1), $2", first.GetProperty("query").GetString());
        Assert.InRange(first.GetProperty("meanMs").GetDouble(), 2_000, 600_000);
        Assert.True(slowest.GetProperty("pagination").GetProperty("hasMore").GetBoolean());

        var all = await ReadAsync("slow-queries?order=calls&limit=100");
        var calls = all.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("calls").GetInt64());
        Assert.Equal(calls.OrderDescending(), calls);
        Assert.DoesNotContain(Secret, all.GetRawText());
        Assert.DoesNotContain("ALTER ROLE", all.GetRawText());
        Assert.NotEqual(
            first.GetRawText(),
            (await ReadAsync("slow-queries?order=mean&limit=1&page=2")).GetProperty("items")[0].GetRawText()
        );
    }

    [Fact]
    public async Task A_transaction_left_open_is_found_and_other_clients_texts_are_not_shown()
    {
        await using var left = _database.Open();
        await using var transaction = await left.Database.BeginTransactionAsync(TestDatabase.Cancel);
        await left.Database.ExecuteSqlRawAsync(
            "SELECT set_config('application_name', 'psql', false)",
            TestDatabase.Cancel
        );
        await left.Database.ExecuteSqlRawAsync($"SELECT '{Secret}'", TestDatabase.Cancel);

        Assert.Empty((await ReadAsync("running-queries")).GetProperty("items").EnumerateArray());
        var running = await ReadAsync("running-queries?seconds=0");
        var found = Assert.Single(
            running.GetProperty("items").EnumerateArray(),
            item => item.GetProperty("application").GetString() is "psql"
        );
        Assert.Equal("idle in transaction", found.GetProperty("state").GetString());
        Assert.True(found.GetProperty("transactionSeconds").GetDouble() > 0);
        Assert.DoesNotContain(Secret, running.GetRawText());
    }

    [Fact]
    public async Task Each_look_is_audited_and_memory_is_told_while_the_database_is_away()
    {
        await ReadAsync("connections");
        var memory = await ReadAsync("memory");
        Assert.InRange(memory.GetProperty("heapUsed").GetInt64(), 1, memory.GetProperty("limit").GetInt64());
        Assert.Equal(
            ["connections", "memory"],
            await _database.RowsAsync(
                "SELECT target_id FROM audit_log WHERE action = 'diagnostics.read' ORDER BY created_at, id"
            )
        );

        await _database.ExecuteAsync("ALTER TABLE audit_log RENAME TO gone");
        await ReadAsync("memory");
        using var unaudited = await GetAsync("connections");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unaudited.StatusCode);
    }

    [Theory]
    [InlineData("slow-queries?order=name", "order must be mean, total or calls")]
    [InlineData("slow-queries?cursor=x", "This list has no cursors")]
    [InlineData("running-queries?seconds=-1", "seconds must be a whole number")]
    [InlineData("running-queries?limit=101", "limit must be a whole number")]
    public async Task Wrong_parameters_are_told(string query, string told)
    {
        using var response = await GetAsync(query);
        var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains(told, error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_file_has_no_statistics_and_says_so()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = IxpTestServer.Start(database);
        await server.DatabaseReadyAsync();
        var token = server.TokenFor(await database.AddUserAsync("root@example.com", Roles.Admin));
        foreach (var path in new[] { "connections", "slow-queries", "running-queries" })
        {
            using var response = await server.GetAsync(
                $"/api/diagnostics/{path}",
                ("Authorization", $"Bearer {token}")
            );
            await response.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        }
    }

    private Task<HttpResponseMessage> GetAsync(string path) =>
        _server.GetAsync($"/api/diagnostics/{path}", ("Authorization", $"Bearer {_token}"));

    private async Task<JsonElement> ReadAsync(string path)
    {
        using var response = await GetAsync(path);
        Assert.True(response.StatusCode is HttpStatusCode.OK, await response.TextAsync());
        return await response.JsonAsync();
    }
}
