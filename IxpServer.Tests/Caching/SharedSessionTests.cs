using System.Net;
using System.Text;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>Sessions and statistics, which replicas read through the cache they share.</summary>
public sealed class SharedSessionTests(SharedCacheFixture fixture) : IClassFixture<SharedCacheFixture>
{
    private Replicas Replicas => fixture.Replicas;

    [Fact]
    public async Task What_one_replica_writes_the_other_reads()
    {
        var (path, token) = await CreateAsync("1");
        Assert.Equal(("1", "\"1\""), await ReadAsync(Replicas.B, path, token));

        using var update = new HttpRequestMessage(HttpMethod.Put, path)
        {
            Content = new StringContent("""{"context":{"n":"2"}}""", Encoding.UTF8, "application/json"),
        };
        using (var updated = await Replicas.A.SendAsync(update, token, ("If-Match", "\"1\"")))
        {
            Assert.Equal(HttpStatusCode.OK, updated.StatusCode);
        }

        Assert.Equal(("2", "\"2\""), await ReadAsync(Replicas.A, path, token));
        await Eventually.TrueAsync(
            async () => await ReadAsync(Replicas.B, path, token) == ("2", "\"2\""),
            "the update seen elsewhere"
        );
    }

    [Fact]
    public async Task What_one_replica_deletes_is_gone_on_the_other()
    {
        var (path, token) = await CreateAsync("1");
        await ReadAsync(Replicas.B, path, token);

        using var delete = new HttpRequestMessage(HttpMethod.Delete, path);
        using (var deleted = await Replicas.A.SendAsync(delete, token))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await Replicas.B.GetAsync(path, token);
                return response.StatusCode is HttpStatusCode.NotFound;
            },
            "the session gone elsewhere"
        );
    }

    [Fact]
    public async Task A_read_is_one_query_for_both_replicas_and_leaves_nothing_readable_in_Redis()
    {
        const string Secret = "plain-text-that-must-not-be-there";
        var (path, token) = await CreateAsync(Secret);
        Assert.Equal((Secret, "\"1\""), await ReadAsync(Replicas.A, path, token));

        // The other replica has it from Redis: the database's row is changed behind the servers' backs.
        await Replicas.Database.ExecuteAsync($"UPDATE sessions SET version = 7 WHERE id = '{path[^36..]}'");
        Assert.Equal((Secret, "\"1\""), await ReadAsync(Replicas.B, path, token));

        var connection = await Replicas
            .A.Services.GetRequiredService<IxpServer.Api.Caching.RedisLink>()
            .ConnectionAsync();
        var found = 0;
        await foreach (var key in connection.GetServers().Single().KeysAsync())
        {
            if (await connection.GetDatabase().KeyTypeAsync(key) is RedisType.Hash)
            {
                var value = (byte[]?)await connection.GetDatabase().HashGetAsync(key, "data") ?? [];
                found += key.ToString().Contains(path[^36..], StringComparison.Ordinal) ? 1 : 0;
                Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(value));
                Assert.DoesNotContain(
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret))[..20],
                    Encoding.UTF8.GetString(value)
                );
            }
        }

        Assert.Equal(1, found);
    }

    [Fact]
    public async Task Statistics_are_counted_once_for_both_replicas()
    {
        const string Query = "/api/intent-logs/stats?intent=things&from=2026-01-01&to=2026-01-02";
        var first = await Replicas.GetAsAdminAsync(Replicas.A, Query);
        Assert.Equal(0, first.GetProperty("total").GetInt64());

        await using (var database = Replicas.Database.Open())
        {
            database.Add(
                new IxpServer.Data.Entities.IntentLog
                {
                    IntentType = "things",
                    Query = "{}",
                    Success = true,
                    CreatedAt = new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc),
                }
            );
            await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var second = await Replicas.GetAsAdminAsync(Replicas.B, Query);
        Assert.Equal(0, second.GetProperty("total").GetInt64());
        await Replicas.RemoveAsync(Replicas.A, "tag=statistics");
        Assert.Equal(1, (await Replicas.GetAsAdminAsync(Replicas.A, Query)).GetProperty("total").GetInt64());
    }

    private async Task<(string Path, (string, string) Token)> CreateAsync(string n)
    {
        using var response = await Replicas.A.PostAsync("/api/sessions", $$$"""{"context":{"n":"{{{n}}}"}}""");
        var body = await response.JsonAsync();
        return (
            $"/api/sessions/{body.GetProperty("id").GetString()}",
            ("X-Session-Token", body.GetProperty("token").GetString()!)
        );
    }

    private static async Task<(string?, string?)> ReadAsync(IxpTestServer server, string path, (string, string) token)
    {
        using var response = await server.GetAsync(path, token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.JsonAsync();
        return (body.GetProperty("context").GetProperty("n").GetString(), response.Header("ETag"));
    }
}
