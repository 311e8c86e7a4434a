using System.Text;
using IxpServer.Api.Crawler.Sources;
using IxpServer.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace IxpServer.Tests.Crawler;

/// <summary>Settings that cannot be meant are refused at start, each by its name.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Name", "a b", "__Name: found 'a b'")]
    [InlineData("Name", "", "__Name: found ''")]
    [InlineData("Name", "unknown", "__File: not set, and no source 'unknown'")]
    [InlineData("File", "news.json", "__File: found 'news.json'; 'code' is registered in code")]
    [InlineData("Type", "", "__Type: found ''")]
    [InlineData("Schema", "{", "__Schema: '{' cannot be used")]
    [InlineData("Schema", """{"type":"thing"}""", "__Schema: ")]
    [InlineData("SchemaFile", "nowhere.json", "__SchemaFile: 'nowhere.json' cannot be used")]
    [InlineData("Enabled", "maybe", "Ixp:Crawler:Sources:0:Enabled")]
    [InlineData("Auht:Type", "basic", "'Auht'")]
    [InlineData("Auth", "", "__Auth__Type: ")]
    [InlineData("Auth", "basic", "Ixp:Crawler:Sources:0:Auth")]
    [InlineData("RateLimit", "", "__RateLimit__Requests: ")]
    [InlineData("Auth:Secret", "s", "__Auth__Type: found ''")]
    [InlineData("Auth:Type", "bearer", "__Auth__Secret: not set")]
    [InlineData("Auth:Type", "basic", "__Auth__User: found ''")]
    [InlineData("RateLimit:WindowSeconds", "5", "__RateLimit__Requests: found '0'")]
    [InlineData("RateLimit:Requests", "many", "Ixp:Crawler:Sources:0:RateLimit:Requests")]
    [InlineData("RateLimit:WindowSeconds", "0", "__RateLimit__WindowSeconds: found '0'")]
    [InlineData("Cache:TtlSeconds", "-1", "__Cache__TtlSeconds: found '-1'")]
    [InlineData("Pagination:MaxLimit", "1001", "__Pagination__MaxLimit: found '1001'")]
    [InlineData("Pagination:DefaultLimit", "0", "__Pagination__DefaultLimit: found '0'")]
    public void A_bad_setting_is_named(string setting, string value, string fault)
    {
        var refused = Assert.Throws<ConfigurationException>(() =>
            setting is "Name" ? Read(($"0:{setting}", value)) : Read(("0:Name", "code"), ($"0:{setting}", value))
        );
        Assert.Contains(refused.Faults, text => text.Contains(fault, StringComparison.Ordinal));
        Assert.All(refused.Faults, text => Assert.StartsWith("Ixp__Crawler__Sources__0", text));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"Type":null,"Secret":null,"Header":null}""")]
    [InlineData("""{"Type":"apiKey","Secret":null}""")]
    public void A_rule_without_settings_does_not_leave_a_source_open(string auth)
    {
        var json = """{"Ixp":{"Crawler":{"Sources":[{"Name":"code","Auth":""" + auth + "}]}}}";
        var refused = Assert.Throws<ConfigurationException>(() => ReadJson(json));
        Assert.StartsWith("Ixp__Crawler__Sources__0__Auth__", refused.Faults[0]);
    }

    [Fact]
    public void Null_is_as_good_as_nothing()
    {
        var json = """{"Ixp":{"Crawler":{"Sources":[{"Name":"code","File":null,"Cache":null,"Pagination":null}]}}}""";
        var source = Assert.Single(ReadJson(json).Sources);
        Assert.Equal((100, 0), (source.Limit(null), source.Options.Cache.TtlSeconds));
    }

    [Fact]
    public void A_missing_file_and_a_second_name_are_named()
    {
        var missing = Assert.Throws<ConfigurationException>(() => Read(("0:Name", "news"), ("0:File", "nowhere.json")));
        Assert.Contains("Ixp__Crawler__Sources__0__File: 'nowhere.json' cannot be used", missing.Faults[0]);

        var twice = Assert.Throws<ConfigurationException>(() => Read(("0:Name", "code"), ("1:Name", "CODE")));
        Assert.Contains("Ixp__Crawler__Sources__1__Name", twice.Faults[0]);
    }

    [Fact]
    public void A_secret_is_never_told()
    {
        var refused = Assert.Throws<ConfigurationException>(() =>
            Read(("0:Name", "code"), ("0:Auth:Type", "digest"), ("0:Auth:Secret", "hush"))
        );
        Assert.DoesNotContain("hush", refused.Message);
    }

    private static SourceCatalog Read(params (string Key, string Value)[] settings) =>
        Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings.ToDictionary(pair => $"Ixp:Crawler:Sources:{pair.Key}", string? (pair) => pair.Value)
                )
                .Build()
        );

    private static SourceCatalog ReadJson(string json) =>
        Read(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build());

    private static SourceCatalog Read(IConfiguration configuration) =>
        new(
            [new MemorySource("code")],
            configuration,
            new HostingEnvironment { ContentRootPath = AppContext.BaseDirectory },
            TimeProvider.System,
            NullLogger<SourceCatalog>.Instance
        );
}
