using System.Text.Json;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Discovery;

public sealed class MenuAndInitTests : IDisposable
{
    private readonly TestRegistry _registry = new(
        Intents(
            Intent("plain"),
            Intent("starred", more: ",\"featured\":true,\"icon\":\"sun\",\"menuItems\":[{\"id\":\"1\"}]"),
            Intent("empty", more: ",\"menuItems\":[]"),
            Intent(
                "original",
                """{"type":"object","properties":{"featured":{"default":true},"menuItems":{"default":["a","b"]}}}"""
            )
        )
    );

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task The_menu_has_the_intents_with_items()
    {
        await using var server = IxpTestServer.Start(_registry);
        var menu = await server.GetJsonAsync("/ixp/menu");

        AssertJson.Equal(
            """
            {"menus":[
              {"intentName":"starred","description":"Test intent starred","menuItems":[{"id":"1"}]},
              {"intentName":"original","description":"Test intent original","menuItems":["a","b"]}
            ],"total":2}
            """,
            menu
        );
    }

    [Theory]
    [InlineData("", "plain starred empty original")]
    [InlineData("?featured=true", "starred original")]
    [InlineData("?featured=false", "plain starred empty original")]
    [InlineData("?limit=2", "plain starred")]
    [InlineData("?featured=true&limit=1", "starred")]
    [InlineData("?limit=0", "plain starred empty original")]
    [InlineData("?limit=-3", "plain starred empty original")]
    [InlineData("?limit=many", "plain starred empty original")]
    [InlineData("?limit=99999999999999999999", "plain starred empty original")]
    public async Task Init_filters_and_cuts(string query, string names)
    {
        await using var server = IxpTestServer.Start(_registry);
        var init = await server.GetJsonAsync("/ixp/init" + query);

        Assert.Equal(
            names.Split(' '),
            init.GetProperty("intents").EnumerateArray().Select(intent => intent.GetProperty("name").GetString())
        );
        Assert.Equal(names.Split(' ').Length, init.GetProperty("total").GetInt32());
        Assert.Equal(
            query.Contains("featured=true", StringComparison.Ordinal),
            init.GetProperty("featured").GetBoolean()
        );
        Assert.Equal(JsonValueKind.String, init.GetProperty("timestamp").ValueKind);
    }

    [Fact]
    public async Task Init_entries_have_what_a_chat_shows()
    {
        await using var server = IxpTestServer.Start(_registry);
        var init = await server.GetJsonAsync("/ixp/init?featured=true&limit=1");

        AssertJson.Equal(
            """{"name":"starred","description":"Test intent starred","featured":true,"menuItems":[{"id":"1"}],"icon":"sun","quickActions":[]}""",
            init.GetProperty("intents")[0]
        );
    }
}
