using IxpServer.Processes.Redis;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>A Redis of a test's own under the configuration that we give operators.</summary>
internal static class HardenedRedis
{
    internal static Task<RedisServer> StartAsync((string Certificate, string Key)? tls = null)
    {
        return RedisServer.StartAsync(
            new RedisOptions
            {
                ConfigurationFile = Path.Combine(Repository.Root, "deploy", "redis", "redis.conf"),
                Tls = tls,
            },
            TestContext.Current.CancellationToken
        );
    }
}
