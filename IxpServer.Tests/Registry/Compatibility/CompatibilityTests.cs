using System.Text.Json;
using IxpServer.Api.Registry.Compatibility;
using Xunit;

namespace IxpServer.Tests.Registry.Compatibility;

/// <summary>What counts as a break, and where it is said to be.</summary>
public sealed class CompatibilityTests
{
    [Theory]
    [InlineData("""{"required":["a"]}""", """{"required":["a","b"]}""", "/required")]
    [InlineData("""{"type":"number"}""", """{"type":"integer"}""", "/type")]
    [InlineData("""{"type":["string","null"]}""", """{"type":"string"}""", "/type")]
    [InlineData("""{"enum":[1,2]}""", """{"enum":[1]}""", "/enum")]
    [InlineData("""{"type":"string"}""", """{"enum":["a"]}""", "/enum")]
    [InlineData("""{"const":1}""", """{"const":2}""", "/const")]
    [InlineData("""{"type":"number","minimum":1}""", """{"type":"number","minimum":2}""", "/minimum")]
    [InlineData("""{"type":"number","minimum":1}""", """{"type":"number","exclusiveMinimum":1}""", "/exclusiveMinimum")]
    [InlineData("""{"type":"number","maximum":9}""", """{"type":"number","maximum":8.5}""", "/maximum")]
    [InlineData("""{"type":"number"}""", """{"type":"number","multipleOf":0.5}""", "/multipleOf")]
    [InlineData("""{"type":"number","multipleOf":3}""", """{"type":"number","multipleOf":2}""", "/multipleOf")]
    [InlineData("""{"type":"string","minLength":1}""", """{"type":"string","minLength":2}""", "/minLength")]
    [InlineData("""{"type":"string","maxLength":5}""", """{"type":"string","maxLength":4}""", "/maxLength")]
    [InlineData("""{"type":"string","pattern":"a"}""", """{"type":"string","pattern":"b"}""", "/pattern")]
    [InlineData("""{"type":"string"}""", """{"type":"string","format":"date"}""", "/format")]
    [InlineData("""{"type":"array"}""", """{"type":"array","items":{"type":"string"}}""", "/items/type")]
    [InlineData("""{"type":"array","maxItems":3}""", """{"type":"array","maxItems":2}""", "/maxItems")]
    [InlineData("""{"type":"array"}""", """{"type":"array","uniqueItems":true}""", "/uniqueItems")]
    [InlineData("""{"type":"array"}""", """{"type":"array","contains":{"const":1}}""", "/contains")]
    [InlineData("""{"type":"array","prefixItems":[true]}""", """{"type":"array","items":false}""", "/items")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", """{"anyOf":[{"type":"string"}]}""", "/anyOf")]
    [InlineData("""{"not":{"const":1}}""", """{"not":{"type":"integer"}}""", "/not")]
    [InlineData("""{}""", """{"if":{"type":"string"},"then":{"minLength":1}}""", "/if")]
    [InlineData("""{"type":"object"}""", """{"type":"object","additionalProperties":false}""", "/additionalProperties")]
    [InlineData(
        """{"type":"object"}""",
        """{"type":"object","dependentRequired":{"a":["b"]}}""",
        "/dependentRequired/a"
    )]
    [InlineData(
        """{"type":"object"}""",
        """{"type":"object","propertyNames":{"maxLength":3}}""",
        "/propertyNames/maxLength"
    )]
    [InlineData(
        """{"type":"object"}""",
        """{"type":"object","unevaluatedProperties":false}""",
        "/unevaluatedProperties"
    )]
    [InlineData(
        """{"properties":{"a":{},"b":{}},"additionalProperties":false}""",
        """{"properties":{"a":{}},"additionalProperties":false}""",
        "/properties/b"
    )]
    [InlineData(
        """{"properties":{"city":{"type":"string"}},"additionalProperties":false}""",
        """{"properties":{"town":{"type":"string"}},"additionalProperties":false}""",
        "/properties/city"
    )]
    [InlineData(
        """{"type":"object","additionalProperties":true}""",
        """{"type":"object","properties":{"a":{"type":"string"}}}""",
        "/properties/a/type"
    )]
    [InlineData(
        """{"type":"object","anyOf":[{"properties":{"a":{"type":"string"}}},{}]}""",
        """{"type":"object","properties":{"a":{"type":"number"}}}""",
        "/properties/a/type"
    )]
    [InlineData(
        """{"properties":{"a":{"properties":{"b/c":{"type":"string"}}}}}""",
        """{"properties":{"a":{"properties":{"b/c":{"type":"null"}}}}}""",
        "/properties/a/properties/b~1c/type"
    )]
    [InlineData(
        """{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}""",
        """{"$ref":"#/$defs/a","$defs":{"a":{"type":"string","maxLength":3}}}""",
        "/$ref/maxLength"
    )]
    [InlineData(
        """{"properties":{"map":{"type":"object"}}}""",
        """{"properties":{"map":{"type":"object","properties":{"a":{"type":"string"}}}}}""",
        "/properties/map/properties/a/type"
    )]
    [InlineData(
        """{"type":"object","required":["a"]}""",
        """{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}""",
        "/properties/a/type"
    )]
    [InlineData(
        """{"not":{"type":"object","properties":{"a":{"type":"string"}}}}""",
        """{"not":{"type":"object","properties":{"b":true}}}""",
        "/not"
    )]
    [InlineData(
        """{"patternProperties":{"^p":{"properties":{"a":{"type":"number"}}}}}""",
        """{"properties":{"p":{"properties":{"a":{"type":"string"}}}}}""",
        "/properties/p/properties/a/type"
    )]
    [InlineData(
        """{"allOf":[{"additionalProperties":{"properties":{"z":{}}}},{"properties":{"p":{"properties":{"a":{"type":"number"}}}}}]}""",
        """{"additionalProperties":{"properties":{"a":{"type":"string"}}}}""",
        "/additionalProperties/properties/a/type"
    )]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{}}}""", """{"$ref":"https://example.com/a"}""", "/$ref")]
    [InlineData("""{"type":"string"}""", """false""", "")]
    [InlineData("""{"dependencies":{"a":["b"]}}""", """{"dependencies":{"a":["b","c"]}}""", "/dependencies/a")]
    [InlineData(
        """{"type":"object"}""",
        """{"dependencies":{"a":{"minProperties":2}}}""",
        "/dependencies/a/minProperties"
    )]
    [InlineData(
        """{"$schema":"D7","type":"array","items":[{"maxLength":3}]}""",
        """{"$schema":"D7","type":"array","items":[{"maxLength":2}]}""",
        "/items/0/maxLength"
    )]
    [InlineData(
        """{"$schema":"D7","type":"array","items":[{}]}""",
        """{"$schema":"D7","type":"array","items":[{}],"additionalItems":{"type":"string"}}""",
        "/additionalItems/type"
    )]
    [InlineData(
        """{"$schema":"D4","type":"number","minimum":1}""",
        """{"$schema":"D4","type":"number","minimum":1,"exclusiveMinimum":true}""",
        "/exclusiveMinimum"
    )]
    [InlineData(
        """{"$schema":"D7","$ref":"#/definitions/a","maxLength":3,"definitions":{"a":{"type":"string"}}}""",
        """{"type":"string","maxLength":3}""",
        "/maxLength"
    )]
    [InlineData("""{"$schema":"D4","type":"integer","const":1}""", """{"type":"integer","const":1}""", "/const")]
    public void A_narrower_schema_breaks_and_the_place_is_named(string old, string next, string pointer)
    {
        var breaks = Breaks(old, next);
        Assert.Contains(pointer, breaks.Select(one => one.Pointer));
        Assert.All(breaks, one => Assert.NotEmpty(one.Message));
    }

    [Theory]
    [InlineData("""{"required":["a","b"]}""", """{"required":["b"]}""")]
    [InlineData("""{"type":"integer"}""", """{"type":["number","null"]}""")]
    [InlineData("""{"enum":[1,"a"]}""", """{"enum":["a",2,1.0]}""")]
    [InlineData("""{"enum":[1,2]}""", """{"type":"integer","minimum":1}""")]
    [InlineData("""{"type":"boolean"}""", """{"enum":[true,false,null]}""")]
    [InlineData("""{"type":"number","exclusiveMinimum":1}""", """{"type":"number","minimum":1}""")]
    [InlineData("""{"type":"integer","multipleOf":6}""", """{"type":"integer","multipleOf":3}""")]
    [InlineData("""{"type":"string","format":"date"}""", """{"type":"string"}""")]
    [InlineData("""{"type":"string"}""", """{"type":"string","minimum":7,"title":"T","default":"x","x-own":1}""")]
    [InlineData("""{"anyOf":[{"type":"string"}]}""", """{"anyOf":[{"type":"null"},{"type":"string"}]}""")]
    [InlineData("""{"type":"string"}""", """{"anyOf":[{"type":"null"},{"type":"string"}]}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", """{"type":["string","null","object"]}""")]
    [InlineData(
        """{"oneOf":[{"type":"string"},{"type":"null"}]}""",
        """{"oneOf":[{"type":"null"},{"type":"string"},{"type":"array"}]}"""
    )]
    [InlineData("""{"allOf":[{"type":"string"},{"maxLength":3}]}""", """{"type":"string","maxLength":4}""")]
    [InlineData("""{"not":{"type":"number"}}""", """{"not":{"const":1}}""")]
    [InlineData("""{"type":"object"}""", """{"type":"object","properties":{"a":{"type":"string"}}}""")]
    [InlineData(
        """{"properties":{"in":{"type":"object","properties":{"a":{}}}}}""",
        """{"properties":{"in":{"type":"object","properties":{"a":{},"b":{"type":"string"}}}}}"""
    )]
    [InlineData(
        """{"properties":{"a":{}},"additionalProperties":false}""",
        """{"properties":{"a":{},"b":{"type":"string"}},"additionalProperties":false}"""
    )]
    [InlineData("""{"type":"array","items":{"maxLength":2}}""", """{"type":"array","items":{"maxLength":3}}""")]
    [InlineData(
        """{"$ref":"#/$defs/a","$defs":{"a":{"properties":{"a":{"$ref":"#/$defs/a"}}}},"required":["x"]}""",
        """{"$ref":"#/$defs/a","$defs":{"a":{"properties":{"a":{"$ref":"#/$defs/a"}}}}}"""
    )]
    [InlineData(
        """{"$ref":"#/$defs/a","$defs":{"a":{"type":"string","maxLength":3}}}""",
        """{"$ref":"#/$defs/b","$defs":{"b":{"type":"string","maxLength":4}}}"""
    )]
    [InlineData("""false""", """{"type":"string"}""")]
    [InlineData("""{"dependencies":{"a":["b","c"]}}""", """{"dependentRequired":{"a":["c"]}}""")]
    [InlineData(
        """{"$schema":"D7","type":"array","items":[{"maxLength":3}],"additionalItems":false}""",
        """{"type":"array","prefixItems":[{"maxLength":3},{"type":"string"}],"items":false}"""
    )]
    [InlineData(
        """{"$schema":"D4","type":"number","minimum":1,"exclusiveMinimum":true}""",
        """{"exclusiveMinimum":1}"""
    )]
    [InlineData(
        """{"$schema":"D7","oneOf":[{"$ref":"#/definitions/a"}],"required":["x"],"definitions":{"a":{"type":"object"}}}""",
        """{"$schema":"D7","oneOf":[{"$ref":"#/definitions/a"}],"definitions":{"a":{"type":"object"}}}"""
    )]
    [InlineData(
        """{"$schema":"D7","properties":{"a":{"items":[{"type":"string"}]},"b":{"$ref":"#/properties/a/items/0"}}}""",
        """{"properties":{"a":{},"b":{"type":"string"}}}"""
    )]
    public void A_wider_schema_is_accepted(string old, string next) =>
        Assert.Equal([], Breaks(old, next).Select(one => $"{one.Pointer} {one.Message}"));

    [Theory]
    [InlineData("""{"type":"string"}""", """{"$dynamicRef":"#a"}""")]
    [InlineData("""{"type":"string"}""", """{"oneOf":[{"type":"string"},{"minLength":1}]}""")]
    [InlineData("""{"type":"object"}""", """{"type":"object","unevaluatedProperties":false}""")]
    public void What_cannot_be_told_says_so(string old, string next) =>
        Assert.All(Breaks(old, next), one => Assert.True(one.IsUnknown, $"{one.Pointer} {one.Message}"));

    [Fact]
    public void A_comparison_that_would_take_too_long_is_refused()
    {
        var choices = string.Join(
            ",",
            Enumerable
                .Range(0, 12)
                .Select(i => $$"""{"anyOf":[{"minLength":{{i}}},{"maxLength":{{i}}},{"pattern":"{{i}}"}]}""")
        );

        Assert.Contains(
            Breaks($$"""{"type":"string","allOf":[{{choices}}]}""", """{"type":"string","minLength":99}"""),
            one => one.Message is "is too large to be compared"
        );
    }

    private static IReadOnlyList<SchemaBreak> Breaks(string old, string next) =>
        SchemaCompatibility.FindBreaks(Parse(old), Parse(next));

    private static JsonElement Parse(string schema) =>
        JsonElement.Parse(
            schema
                .Replace("\"D4\"", "\"http://json-schema.org/draft-04/schema#\"", StringComparison.Ordinal)
                .Replace("\"D7\"", "\"http://json-schema.org/draft-07/schema#\"", StringComparison.Ordinal)
        );
}
