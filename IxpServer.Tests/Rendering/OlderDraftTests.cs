using System.Net;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Rendering;

/// <summary>Intents whose parameters are written in the drafts before 2020-12, as most schemas are.</summary>
public sealed class OlderDraftTests
{
    private const string D7 = "\"$schema\":\"http://json-schema.org/draft-07/schema#\"";
    private const string D4 = "\"$schema\":\"http://json-schema.org/draft-04/schema#\"";

    [Theory]
    [InlineData(
        D7,
        """ "properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false """,
        """{"a":"x"}""",
        "{}"
    )]
    [InlineData(
        D7,
        """ "properties":{"a":{"items":[{"type":"string"}],"additionalItems":false}} """,
        """{"a":["x"]}""",
        """{"a":["x",1]}"""
    )]
    [InlineData(
        D7,
        """ "properties":{"a":{"$ref":"#/definitions/n"}},"definitions":{"n":{"minimum":1}} """,
        """{"a":1}""",
        """{"a":0}"""
    )]
    [InlineData(D4, """ "properties":{"a":{"minimum":1,"exclusiveMinimum":true}} """, """{"a":2}""", """{"a":1}""")]
    [InlineData(
        "\"title\":\"\"",
        """ "properties":{"a":{},"b":{}},"dependencies":{"a":["b"]} """,
        """{"a":1,"b":2}""",
        """{"a":1}"""
    )]
    public async Task Parameters_are_validated_as_their_draft_says(
        string draft,
        string schema,
        string valid,
        string invalid
    )
    {
        using var registry = new TestRegistry(
            Intents(Intent("old", "{" + draft + ",\"type\":\"object\"," + schema + "}"))
        );
        await using var server = IxpTestServer.Start(registry);

        using var accepted = await server.RenderAsync("old", valid);
        AssertJson.Equal(valid, (await accepted.JsonAsync()).GetProperty("record").GetProperty("props"));
        using var refused = await server.RenderAsync("old", invalid);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task An_exclusive_limit_of_draft_04_is_told_as_one()
    {
        using var registry = new TestRegistry(
            Intents(
                Intent(
                    "old",
                    "{" + D4 + ",\"type\":\"object\",\"properties\":{\"a\":{\"minimum\":1,\"exclusiveMinimum\":true}}}"
                )
            )
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("old", """{"a":1}""");

        var fault = (await response.JsonAsync())
            .GetProperty("error")
            .GetProperty("details")
            .GetProperty("validationErrors")[0];
        AssertJson.Equal(
            """{"code":"too_small","message":"must be greater than 1","path":["a"],"minimum":1,"instanceLocation":"/a","keywordLocation":"/properties/a/exclusiveMinimum"}""",
            fault
        );
    }
}
