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
        var session = await SharedSession.CreateAsync(Replicas.A, "1");
        Assert.Equal(("1", "\"1\""), await session.ReadAsync(Replicas.B));

        await session.UpdateAsync(Replicas.A, "2", "\"1\"");

        Assert.Equal(("2", "\"2\""), await session.ReadAsync(Replicas.A));
        await Eventually.TrueAsync(
            async () => await session.ReadAsync(Replicas.B) == ("2", "\"2\""),
            "the update seen elsewhere"
        );
    }

    [Fact]
    public async Task What_one_replica_deletes_is_gone_on_the_other()
    {
        var session = await SharedSession.CreateAsync(Replicas.A, "1");
        await session.ReadAsync(Replicas.B);

        using var delete = new HttpRequestMessage(HttpMethod.Delete, session.Path);
        using (var deleted = await Replicas.A.SendAsync(delete, session.Token))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await Replicas.B.GetAsync(session.Path, session.Token);
                return response.StatusCode is HttpStatusCode.NotFound;
            },
            "the session gone elsewhere"
        );
    }

    [Fact]
    public async Task A_read_is_one_query_for_both_replicas_and_leaves_nothing_readable_in_Redis()
    {
        const string Secret = "plain-text-that-must-not-be-there";
        var session = await SharedSession.CreateAsync(Replicas.A, Secret);
        Assert.Equal((Secret, "\"1\""), await session.ReadAsync(Replicas.A));

        // The other replica has it from Redis: the database's row is changed behind the servers' backs.
        await Replicas.Database.ExecuteAsync($"UPDATE sessions SET version = 7 WHERE id = '{session.Id}'");
        Assert.Equal((Secret, "\"1\""), await session.ReadAsync(Replicas.B));

        var connection = await Replicas
            .A.Services.GetRequiredService<IxpServer.Api.Caching.RedisLink>()
            .ConnectionAsync();
        var found = 0;
        await foreach (var key in connection.GetServers().Single().KeysAsync())
        {
            if (await connection.GetDatabase().KeyTypeAsync(key) is RedisType.Hash)
            {
                var value = (byte[]?)await connection.GetDatabase().HashGetAsync(key, "data") ?? [];
                found += key.ToString().Contains($"{session.Id}", StringComparison.Ordinal) ? 1 : 0;
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
}
