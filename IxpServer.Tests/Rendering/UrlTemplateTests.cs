using System.Text.Json;
using IxpServer.Api.Registry;
using IxpServer.Api.Rendering.Data;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Rendering;

/// <summary>A provider's URL: what is not there is left out of the query, and a path needs all of its values.</summary>
public sealed class UrlTemplateTests
{
    [Theory]
    [InlineData("?a={a}", "{}", "")]
    [InlineData("?a={a}", """{"a":null}""", "")]
    [InlineData("?a={a}", """{"a":""}""", "?a=")]
    [InlineData("?a={a}&b={b}", """{"a":1}""", "?a=1")]
    [InlineData("?a={a}&b={b}", """{"b":true}""", "?b=true")]
    [InlineData("?a={a}&b={b}&c={c}", """{"a":1,"c":3}""", "?a=1&c=3")]
    [InlineData("?fixed=1&a={a}", "{}", "?fixed=1")]
    [InlineData("?a={a}&fixed&b={b}", "{}", "?fixed")]
    [InlineData("?range={a}-{b}", """{"a":1,"b":2}""", "?range=1-2")]
    [InlineData("?range={a}-{b}&x=1", """{"a":1}""", "?x=1")]
    [InlineData("?{a}={b}", """{"a":"k","b":"v"}""", "?k=v")]
    [InlineData("?{a}={b}", """{"b":"v"}""", "")]
    [InlineData("?a={a}#f", "{}", "")]
    [InlineData("#{a}", "{}", "")]
    [InlineData("?a={a}&b=2#{b}", """{"a":1}""", "?a=1&b=2")]
    [InlineData("?a={a}", """{"a":"x&y=1#z?"}""", "?a=x%26y%3D1%23z%3F")]
    [InlineData("?a={a}", """{"a":["x",1]}""", "?a=%5B%22x%22%2C1%5D")]
    [InlineData("?a={a&b}", """{"a&b":1}""", "?a=1")]
    [InlineData("?", "{}", "?")]
    [InlineData("/{a}/x?b={b}", """{"a":"p q/r"}""", "/p%20q%2Fr/x")]
    public void A_pair_whose_value_is_missing_or_null_is_left_out(
        string template,
        string parameters,
        string expected
    ) => Assert.Equal($"http://a.example/p{expected}", Expand(template, parameters).AbsoluteUri);

    [Theory]
    [InlineData("/{a}", "{}", DataFailure.MissingValue)]
    [InlineData("/{a}?b={b}", """{"a":null,"b":1}""", DataFailure.MissingValue)]
    [InlineData("/{a}", """{"a":".."}""", DataFailure.BadValue)]
    [InlineData("/{a}.", """{"a":"."}""", DataFailure.BadValue)]
    public void A_path_without_its_value_is_a_failure(string template, string parameters, DataFailure failure) =>
        Assert.Equal(failure, Assert.Throws<DataProviderException>(() => Expand(template, parameters)).Failure);

    [Fact]
    public async Task A_null_and_a_missing_parameter_are_asked_for_alike()
    {
        var asked = new List<string>();
        await using var stub = await StubHttpServer.StartAsync(context =>
        {
            asked.Add($"{context.Request.QueryString}");
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "{}");
        });
        using var registry = new TestRegistry(
            Intents(
                Intent(
                    "pn",
                    """{"type":"object","required":["q"],"properties":{"q":{"type":"string"},"brand":{"type":["string","null"]}}}""",
                    $",\"dataProvider\":{{\"url\":\"{stub.Url}echo?q={{q}}&brand={{brand}}\",\"cacheSeconds\":0,\"required\":true}}"
                )
            )
        );
        await using var server = IxpTestServer.Start(registry);
        foreach (var parameters in new[] { """{"q":"x"}""", """{"q":"x","brand":null}""", """{"q":"x","brand":"b"}""" })
        {
            using var response = await server.RenderAsync("pn", parameters);
            Assert.True(response.IsSuccessStatusCode);
        }

        Assert.Equal(["?q=x", "?q=x", "?q=x&brand=b"], asked);
    }

    private static Uri Expand(string template, string parameters)
    {
        var values = JsonElement.Parse(parameters);
        return new UrlTemplate($"http://a.example/p{template}").Expand(name =>
            HttpDataProvider.ValueOf(name, new DataProviderDefinition(), values, SessionValues.None)
        );
    }
}
