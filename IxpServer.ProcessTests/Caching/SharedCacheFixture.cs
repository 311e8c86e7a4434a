using IxpServer.Processes.Redis;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>Two replicas on a hardened Redis that speaks TLS, shared by the tests of a class.</summary>
public sealed class SharedCacheFixture : IAsyncLifetime
{
    private readonly TestAuthority _authority = new("ours");
    private RedisServer? _redis;

    internal Replicas Replicas { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await HardenedRedis.StartAsync(_authority.IssueFiles("127.0.0.1"));
        Replicas = await Replicas.StartAsync(
            _redis,
            new Dictionary<string, string?> { ["Ixp:Cache:Redis:TlsCa"] = _authority.File }
        );
        await Replicas.SharingAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Replicas is not null)
        {
            await Replicas.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _authority.Dispose();
    }
}
