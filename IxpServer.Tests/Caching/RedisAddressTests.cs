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
    [InlineData("http://:very-secret@cache-host")]
    [InlineData("redis://:very-secret@")]
    [InlineData("redis://:very-secret@cache-host/x")]
    public void A_wrong_address_is_a_fault_that_does_not_show_it(string url)
    {
        var faults = new List<string>();
        Assert.Null(Read(faults, ("Ixp:Cache:Redis:Url", url)));

        var fault = Assert.Single(faults);
        Assert.StartsWith("REDIS_URL (Ixp__Cache__Redis__Url): found a value of ", fault);
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
