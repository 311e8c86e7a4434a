using System.IO.Compression;
using System.Net;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Registry;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Discovery;

public sealed class ListTests
{
    private static TestRegistry Sample() =>
        new(
            Intents(
                Intent("zeta", more: ",\"category\":\"Travel\",\"tags\":[\"x\",\"Y\"],\"crawlable\":true"),
                Intent("alpha", more: ",\"deprecated\":true,\"category\":\"home\""),
                Intent("other").Replace("Card", "Panel", StringComparison.Ordinal),
                Intent("zeta").Replace("1.0.0", "0.9.0", StringComparison.Ordinal)
            ),
            Components(
                Component("Card"),
                Component("Panel", ",\"deprecated\":true").Replace("vanilla", "vue", StringComparison.Ordinal)
            )
        );

    [Fact]
    public async Task Intents_are_listed_in_file_order_as_written()
    {
        using var registry = Sample();
        await using var server = IxpTestServer.Start(registry);
        var list = await server.GetJsonAsync("/ixp/intents");

        Assert.Equal(["intents", "version", "timestamp"], list.EnumerateObject().Select(member => member.Name));
        Assert.Equal("1.0.0", list.GetProperty("version").GetString());
        Assert.Equal(["zeta", "alpha", "other"], Names(list, "intents"));
        AssertJson.Equal(
            Intent("alpha", more: ",\"deprecated\":true,\"category\":\"home\""),
            list.GetProperty("intents")[1]
        );
    }

    [Theory]
    [InlineData("nope?version=1.0.0", "Intent 'nope' not found")]
    [InlineData("alpha?version=4.0.0", "Intent 'alpha' has no version that satisfies '4.0.0'")]
    public async Task Of_an_intent_that_is_not_there_no_version_is_missing(string path, string message)
    {
        using var registry = Sample();
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.GetAsync($"/ixp/intents/{path}");

        var error = await response.ErrorAsync(HttpStatusCode.NotFound, "INTENT_NOT_SUPPORTED");
        Assert.Equal(message, error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Components_are_an_array_with_names()
    {
        using var registry = Sample();
        await using var server = IxpTestServer.Start(registry);
        var list = await server.GetJsonAsync("/ixp/components");

        Assert.Equal(["Card", "Panel"], Names(list, "components"));
        Assert.Equal("name", list.GetProperty("components")[0].EnumerateObject().First().Name);
    }

    [Theory]
    [InlineData("/ixp/intents?deprecated=true", "alpha")]
    [InlineData("/ixp/intents?deprecated=false", "zeta other")]
    [InlineData("/ixp/intents?crawlable=true", "zeta")]
    [InlineData("/ixp/intents?component=Panel", "other")]
    [InlineData("/ixp/intents?category=travel", "zeta")]
    [InlineData("/ixp/intents?tag=y", "zeta")]
    [InlineData("/ixp/intents?tag=nope", "")]
    [InlineData("/ixp/intents?versions=all", "zeta alpha other zeta")]
    [InlineData("/ixp/intents?unknown=1", "zeta alpha other")]
    [InlineData("/ixp/components?framework=vue", "Panel")]
    [InlineData("/ixp/components?deprecated=false", "Card")]
    public async Task Filters_narrow_the_list(string path, string names)
    {
        using var registry = Sample();
        await using var server = IxpTestServer.Start(registry);
        var list = await server.GetJsonAsync(path);
        var kind = path.StartsWith("/ixp/intents", StringComparison.Ordinal) ? "intents" : "components";

        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), Names(list, kind));
    }

    [Theory]
    [InlineData("/ixp/intents?deprecated=maybe")]
    [InlineData("/ixp/intents?versions=some")]
    [InlineData("/ixp/components?deprecated=1")]
    [InlineData("/ixp/intents/zeta?version=banana")]
    public async Task A_filter_that_makes_no_sense_is_a_400(string path)
    {
        using var registry = Sample();
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.GetAsync(path);

        await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Theory]
    [InlineData("/ixp/intents/zeta", "1.0.0")]
    [InlineData("/ixp/intents/zeta?version=^0.9", "0.9.0")]
    [InlineData("/ixp/components/Card", "1.0.0")]
    public async Task One_definition_can_be_asked_for(string path, string version)
    {
        using var registry = Sample();
        await using var server = IxpTestServer.Start(registry);

        Assert.Equal(version, (await server.GetJsonAsync(path)).GetProperty("version").GetString());
    }

    [Theory]
    [InlineData("/ixp/intents/travel%2Fflights", "travel/flights")]
    [InlineData("/ixp/intents/travel%2fflights/?version=^1", "travel/flights")]
    [InlineData("/ixp/intents/a%252Fb", "a%2Fb")]
    [InlineData("/ixp/intents/a%2F", "a/")]
    [InlineData("/ixp/intents/%C3%A9%20%3F%25", "é ?%")]
    [InlineData("/ixp/components/ui%2FCard", "ui/Card")]
    public async Task A_name_may_have_any_characters(string path, string name)
    {
        using var registry = new TestRegistry(
            Intents(Intent("travel/flights"), Intent("a%2Fb"), Intent("a/"), Intent("é ?%")),
            Components(Component("Card"), Component("ui/Card"))
        );
        await using var server = IxpTestServer.Start(registry);

        Assert.Equal(name, (await server.GetJsonAsync(path)).GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_link_to_a_successor_leads_to_it_whatever_its_name()
    {
        using var registry = new TestRegistry(
            Intents(Intent("old", more: ",\"deprecated\":true,\"replacedBy\":\"new/one\""), Intent("new/one"))
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("old");
        var link = response.Header("Link")!;

        var successor = await server.GetJsonAsync(link[1..link.IndexOf('>')]);
        Assert.Equal("new/one", successor.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("/ixp/intents/nope", "INTENT_NOT_SUPPORTED")]
    [InlineData("/ixp/intents/zeta?version=^7", "INTENT_NOT_SUPPORTED")]
    [InlineData("/ixp/components/nope", "COMPONENT_NOT_FOUND")]
    public async Task One_that_is_not_there_is_a_404(string path, string code)
    {
        using var registry = Sample();
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.GetAsync(path);

        await response.ErrorAsync(HttpStatusCode.NotFound, code);
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("br;q=0.1, gzip", "gzip")]
    [InlineData("gzip;q=0.5, br;q=0.6", "br")]
    [InlineData("gzip, *;q=0.5", "gzip")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("*;q=0", null)]
    [InlineData("gzip;q=0", null)]
    [InlineData("gzip;q=0.5, identity", null)]
    [InlineData("identity", null)]
    [InlineData("identity;q=0, *;q=0.1", "br")]
    [InlineData(",;q=x", null)]
    [InlineData(null, null)]
    public async Task Lists_are_compressed_on_request_with_a_tag_of_their_own(string? accept, string? encoding)
    {
        await using var server = IxpTestServer.Start();
        (string, string)[] headers = accept is null ? [] : [("Accept-Encoding", accept)];
        using var plain = await server.GetAsync("/ixp/intents");
        using var response = await server.GetAsync("/ixp/intents", headers);

        Assert.Equal(encoding, response.Header("Content-Encoding"));
        Assert.Contains("Accept-Encoding", response.Header("Vary"));
        Assert.Equal(encoding is null, plain.Header("ETag") == response.Header("ETag"));
        Assert.Equal(await plain.TextAsync(), await DecodeAsync(response, encoding));
        using var again = await server.GetAsync(
            "/ixp/intents",
            [.. headers, ("If-None-Match", response.Header("ETag")!)]
        );
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task A_render_has_a_weak_tag_where_it_may_be_compressed_on_its_way()
    {
        using var registry = Sample();
        await using var server = IxpTestServer.Start(registry);
        using var render = await server.RenderAsync("zeta", "{}", ("Accept-Encoding", "gzip"));

        Assert.Equal("gzip", render.Header("Content-Encoding"));
        Assert.Matches("^W/\"[0-9a-f]{16}\"$", render.Header("ETag"));
    }

    [Fact]
    public async Task Queries_that_filter_nothing_share_the_prepared_list_and_equal_filters_one_answer()
    {
        using var registry = Sample();
        await using var server = IxpTestServer.Start(registry);
        var snapshot = server.Services.GetRequiredService<RegistryStore>().Current;
        PreparedBody? Intents(string query) => DefinitionFilters.Intents(snapshot, Query(query)).Value;

        Assert.Same(snapshot.IntentList, Intents("?x=1"));
        Assert.Same(snapshot.IntentList, Intents("?versions=latest&y"));
        Assert.Same(snapshot.ComponentList, DefinitionFilters.Components(snapshot, Query("?category=home")).Value);
        Assert.Same(Intents("?tag=x&tag=y&deprecated=FALSE"), Intents("?deprecated=false&z=1&tag=Y&tag=X&tag=x"));
        Assert.NotSame(Intents("?tag=x"), Intents("?category=x"));
        Assert.NotSame(Intents("?tag=x&tag=y"), Intents("?tag=x%3Btag%3D1%3Ay"));
    }

    [Fact]
    public async Task Ever_new_filters_take_bounded_memory()
    {
        using var registry = Sample();
        await using var server = IxpTestServer.Start(registry);
        var snapshot = server.Services.GetRequiredService<RegistryStore>().Current;
        for (var i = 0; i < 20_000; i++)
        {
            DefinitionFilters.Intents(snapshot, Query($"?tag=x&tag={i}"));
        }

        Assert.InRange(snapshot.FilteredLists.Count, 1, 16_000);
    }

    private static QueryCollection Query(string query) => new(QueryHelpers.ParseQuery(query));

    private static async Task<string> DecodeAsync(HttpResponseMessage response, string? encoding)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        await using Stream decoded = encoding switch
        {
            "br" => new BrotliStream(stream, CompressionMode.Decompress),
            "gzip" => new GZipStream(stream, CompressionMode.Decompress),
            _ => stream,
        };
        using var reader = new StreamReader(decoded);
        return await reader.ReadToEndAsync(cancel);
    }

    private static IEnumerable<string?> Names(JsonElement list, string kind) =>
        list.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("name").GetString());
}
