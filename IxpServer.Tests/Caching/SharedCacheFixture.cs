using IxpServer.ProcessHost.Redis;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>Two replicas on a hardened Redis that speaks TLS, shared by the tests of a class.</summary>
public sealed class SharedCacheFixture : IAsyncLifetime
{
    private TestCertificate? _certificate;
    private RedisServer? _redis;

    internal Replicas Replicas { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _certificate = await TestCertificate.CreateAsync();
        _redis = await HardenedRedis.StartAsync(_certificate);
        Replicas = await Replicas.StartAsync(
            _redis,
            new Dictionary<string, string?> { ["Ixp:Cache:Redis:TlsCa"] = _certificate.File }
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

        if (_certificate is not null)
        {
            await _certificate.DisposeAsync();
        }
    }
}
