using IxpServer.Api.Caching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using StackExchange.Redis;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>Where Redis is, as operators say it.</summary>
public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("redis://cache-host", "cache-host:6379", false, null, null)]
    [InlineData("redis://:p%40ss@cache-host:7000/3", "cache-host:7000", false, null, "p@ss")]
    [InlineData("rediss://ann:secret@[::1]:7001", "[::1]:7001", true, "ann", "secret")]
    [InlineData("redis://a%2Cn:p%2Css%3Dl=true@cache-host", "cache-host:6379", false, "a,n", "p,ss=l=true")]
    [InlineData("redis://:p/w#x?y@z@cache-host/1", "cache-host:6379", false, null, "p/w#x?y@z")]
    [InlineData("redis://ann@cache-host", "cache-host:6379", false, "ann", null)]
    [InlineData("redis://cache-host?username=ann&password=secret", "cache-host:6379", false, "ann", "secret")]
    [InlineData(
        "REDISS://default:secret@eu1-cat-1.upstash.io:6379",
        "eu1-cat-1.upstash.io:6379",
        true,
        "default",
        "secret"
    )]
    [InlineData(
        "rediss://:secret@ec2-1.compute.amazonaws.com:7001?ssl_cert_reqs=none",
        "ec2-1.compute.amazonaws.com:7001",
        true,
        null,
        "secret"
    )]
    [InlineData(
        "valkeys://default:secret@v-1.aivencloud.com:7001",
        "v-1.aivencloud.com:7001",
        true,
        "default",
        "secret"
    )]
    [InlineData("unix://ann:secret@/run/redis.sock?db=3", "!/run/redis.sock", false, "ann", "secret")]
    [InlineData("cache-host:7000,password=secret,ssl=true", "cache-host:7000", true, null, "secret")]
    public void Both_forms_are_understood(string url, string endpoint, bool tls, string? user, string? password)
    {
        var faults = new List<string>();
        var options = Read(faults, ("Ixp:Cache:Redis:Url", url));

        Assert.Empty(faults);
        Assert.Equal(endpoint, options!.ToString().Split(',')[0]);
        Assert.Equal((tls, user, password), (options.Ssl, options.User, options.Password));
    }

    [Theory]
    [InlineData("redis://h", 0)]
    [InlineData("redis://h/3", 3)]
    [InlineData("redis://h/3?db=4", 4)]
    [InlineData("rediss://:p@h?db=5&protocol=3", 5)]
    public void The_database_stands_in_the_path_or_the_query(string url, int database)
    {
        var faults = new List<string>();
        Assert.Equal(database, Read(faults, ("Ixp:Cache:Redis:Url", url))!.DefaultDatabase);
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("http://:very-secret@cache-host", "its scheme is unknown")]
    [InlineData("redis-sentinel://:very-secret@cache-host", "its scheme is unknown")]
    [InlineData("redis://:very-secret@", "names no host")]
    [InlineData("redis://:very-secret@cache-host:0", "a port must be")]
    [InlineData("redis://:very-secret@cache-host/x", "the database must be a number")]
    [InlineData("redis://:very-secret@cache-host?db=very-secret", "the database must be a number")]
    [InlineData(
        "rediss://:p@cache-host?ssl_check_hostname=very-secret",
        "'ssl_check_hostname' is unknown or cannot be honoured"
    )]
    [InlineData("rediss://:p@cache-host?ssl_cert_reqs=very-secret", "'ssl_cert_reqs' has a value")]
    [InlineData("redis://:pw?very-secret=1@", "names no host")]
    public void A_wrong_address_is_a_fault_that_does_not_show_it(string url, string reason)
    {
        var faults = new List<string>();
        Assert.Null(Read(faults, ("Ixp:Cache:Redis:Url", url)));

        var fault = Assert.Single(faults);
        Assert.StartsWith("REDIS_URL (Ixp__Cache__Redis__Url): found a value of ", fault);
        Assert.Contains(reason, fault);
        Assert.DoesNotContain("very-secret", fault);
    }

    [Fact]
    public void Production_needs_a_password_and_the_authority_must_be_there()
    {
        var faults = new List<string>();
        Read(
            faults,
            ("ConnectionStrings:cache", "redis://cache-host"),
            ("Ixp:Cache:Redis:TlsCa", "no-such-file.pem"),
            (HostDefaults.EnvironmentKey, Environments.Production)
        );

        Assert.Equal(2, faults.Count);
        Assert.Contains(
            faults,
            fault => fault.StartsWith("REDIS_TLS_CA (Ixp__Cache__Redis__TlsCa): the file '", StringComparison.Ordinal)
        );
        Assert.Contains(
            faults,
            fault => fault.StartsWith("REDIS_PASSWORD (Ixp__Cache__Redis__Password): not set", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Without_an_address_there_is_none_and_a_password_is_a_fault()
    {
        var faults = new List<string>();
        Assert.Null(Read(faults));
        Assert.Empty(faults);

        Assert.Null(Read(faults, ("Ixp:Cache:Redis:Password", "very-secret")));
        Assert.Equal(
            "REDIS_URL (Ixp__Cache__Redis__Url): not set; REDIS_PASSWORD (Ixp__Cache__Redis__Password) is, and needs the "
                + "address of Redis",
            Assert.Single(faults)
        );
    }

    /// <summary>The options that Aspire's client integration ends up with.</summary>
    private static ConfigurationOptions? Read(List<string> faults, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value))
            .Build();
        var environment = new HostingEnvironment
        {
            EnvironmentName = configuration[HostDefaults.EnvironmentKey] ?? "Testing",
            ContentRootPath = AppContext.BaseDirectory,
            ContentRootFileProvider = new NullFileProvider(),
        };
        if (RedisAddress.Read(configuration, environment, faults) is not { } address)
        {
            return null;
        }

        var options = ConfigurationOptions.Parse(address.ConnectionString);
        address.Complete(options);
        return options;
    }
}
