using System.Text.Json;
using IxpServer.JsonSchema;
using Xunit;

namespace IxpServer.Tests.JsonSchema;

/// <summary>Schemas of older drafts in the words of 2020-12. That they mean the same, <see cref="SuiteTests"/> shows.</summary>
public class UpgradeTests
{
    [Theory]
    [InlineData(
        """{"items":[{"type":"string"}],"additionalItems":false}""",
        """{"prefixItems":[{"type":"string"}],"items":false}"""
    )]
    [InlineData("""{"items":{},"additionalItems":false}""", """{"items":{}}""")]
    [InlineData(
        """{"id":"http://e.x/a#b","minimum":1,"exclusiveMinimum":true,"maximum":9,"exclusiveMaximum":false}""",
        """{"$id":"http://e.x/a","$anchor":"b","exclusiveMinimum":1,"maximum":9}"""
    )]
    [InlineData(
        """{"dependencies":{"a":["b"],"c":{"minimum":1.50,"exclusiveMinimum":true}}}""",
        """{"dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"exclusiveMinimum":1.50}}}"""
    )]
    [InlineData(
        """{"allOf":[{"$ref":"#/items/0","title":"T","type":"string","x-own":1}],"items":[{}]}""",
        """{"allOf":[{"$ref":"#/prefixItems/0","title":"T","x-own":1}],"prefixItems":[{}]}"""
    )]
    [InlineData("""{"const":1,"if":{},"enum":[1]}""", """{"enum":[1]}""")]
    public void Draft_04_is_said_in_other_words(string schema, string expected) =>
        Support.AssertJson.Equal(
            $$"""{"$schema":"https://json-schema.org/draft/2020-12/schema",{{expected[1..]}}""",
            SchemaUpgrade.ToNewest(
                JsonElement.Parse($$"""{"$schema":"http://json-schema.org/draft-04/schema#",{{schema[1..]}}""")
            )
        );

    [Theory]
    [InlineData("""{"items":[{"x":1}],"additionalItems":{"x":2}}""", "/prefixItems/0/x", "/items/0/x")]
    [InlineData("""{"items":[{"x":1}],"additionalItems":{"x":2}}""", "/items/x", "/additionalItems/x")]
    [InlineData("""{"items":{"x":1}}""", "/items/x", "/items/x")]
    [InlineData(
        """{"properties":{"a/b":{"dependencies":{"c":["d"]}}}}""",
        "/properties/a~1b/dependentRequired/c",
        "/properties/a~1b/dependencies/c"
    )]
    public void A_place_is_found_again(string schema, string pointer, string origin) =>
        Assert.Equal(origin, SchemaUpgrade.FindOrigin(JsonElement.Parse(schema), pointer));

    [Fact]
    public void Annotations_come_along_whatever_they_hold()
    {
        const string Text = """
            {"$schema":"http://json-schema.org/draft-07/schema#", // a note
             "description":"cut \ud83d","x-own":[1.50,/* and */2,],"type":"string"}
            """;
        using var document = JsonDocument.Parse(
            Text,
            new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
        );
        var newest = SchemaUpgrade.ToNewest(document.RootElement);
        Assert.Equal("string", newest.GetProperty("type").GetString());
        Assert.Equal("\"cut \\ud83d\"", newest.GetProperty("description").GetRawText());
    }

    [Fact]
    public void What_needs_no_other_words_stays_as_it_is()
    {
        const string Text = """{ "type": "object", "properties": { "a": { "$ref": "#" } } }""";
        Assert.Equal(Text, SchemaUpgrade.ToNewest(JsonElement.Parse(Text)).GetRawText());
    }
}
