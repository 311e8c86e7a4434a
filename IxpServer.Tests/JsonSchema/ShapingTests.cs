using System.Text;
using System.Text.Json;
using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>Shaping: defaults come in, undeclared members go.</summary>
public class ShapingTests
{
    [Theory]
    [InlineData("""{"properties":{"a":{"default":1},"b":{"default":2}}}""", """{"b":5}""", """{"b":5,"a":1}""")]
    [InlineData("""{"properties":{"a":{}}}""", """{"x":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"type":"object"}""", """{"x":1}""", """{"x":1}""")]
    [InlineData("""{"properties":{}}""", """{"x":1}""", "{}")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":true}""", """{"x":1}""", """{"x":1}""")]
    [InlineData(
        """{"properties":{"a":{}},"additionalProperties":{"properties":{"y":{}}}}""",
        """{"x":{"y":1,"z":2}}""",
        """{"x":{"y":1}}"""
    )]
    [InlineData("""{"properties":{"a":{}},"unevaluatedProperties":{}}""", """{"x":1}""", """{"x":1}""")]
    [InlineData("""{"properties":{"a":{}},"unevaluatedProperties":false}""", """{"x":1}""", "{}")]
    [InlineData("""{"properties":{"a":{}},"patternProperties":{"^x":{}}}""", """{"x":1,"y":2}""", """{"x":1}""")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"default":1}}}}}""", "{}", "{}")]
    [InlineData(
        """{"properties":{"a":{"properties":{"b":{"default":1}}}}}""",
        """{"a":{"z":0}}""",
        """{"a":{"b":1}}"""
    )]
    [InlineData("""{"properties":{"a":{"default":{},"properties":{"b":{"default":1}}}}}""", "{}", """{"a":{"b":1}}""")]
    [InlineData(
        """{"items":{"properties":{"b":{"default":1}}}}""",
        "[{},{\"b\":2,\"c\":3},5]",
        """[{"b":1},{"b":2},5]"""
    )]
    [InlineData("""{"prefixItems":[{"properties":{"b":{"default":1}}}]}""", "[{},{}]", """[{"b":1},{}]""")]
    [InlineData(
        """{"$ref":"#/$defs/x","$defs":{"x":{"properties":{"a":{"default":1}}}}}""",
        """{"z":1}""",
        """{"a":1}"""
    )]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"default":"d"}}}""", "{}", """{"a":"d"}""")]
    [InlineData(
        """{"allOf":[{"properties":{"a":{"default":1}}},{"properties":{"b":{"default":2}}}]}""",
        """{"c":3}""",
        """{"a":1,"b":2}"""
    )]
    [InlineData(
        """{"properties":{"k":{}},"anyOf":[{"properties":{"k":{"const":1},"a":{"default":1}}},{"properties":{"k":{"const":2},"b":{"default":2}}}]}""",
        """{"k":2}""",
        """{"k":2,"b":2}"""
    )]
    [InlineData(
        """{"oneOf":[{"type":"string"},{"type":"object","properties":{"a":{"default":1}}}]}""",
        """{"z":1}""",
        """{"a":1}"""
    )]
    [InlineData(
        """{"properties":{"k":{}},"if":{"properties":{"k":{"const":1}}},"then":{"properties":{"a":{"default":1}}},"else":{"properties":{"b":{"default":2}}}}""",
        """{"k":1}""",
        """{"k":1,"a":1}"""
    )]
    [InlineData(
        """{"properties":{"k":{}},"if":{"properties":{"k":{"const":1}}},"then":{"properties":{"a":{"default":1}}},"else":{"properties":{"b":{"default":2}}}}""",
        """{"k":3,"b":4,"a":5}""",
        """{"k":3,"b":4}"""
    )]
    [InlineData("""{"if":true,"then":{"properties":{"a":{"default":1}}}}""", """{"z":1}""", """{"z":1,"a":1}""")]
    [InlineData(
        """{"dependentSchemas":{"k":{"properties":{"a":{"default":1}}}}}""",
        """{"k":1}""",
        """{"k":1,"a":1}"""
    )]
    [InlineData(
        """{"properties":{"a":{"default":1}},"allOf":[{"properties":{"a":{"default":2}}}]}""",
        "{}",
        """{"a":1}"""
    )]
    [InlineData(
        """{"properties":{"n":{},"s":{}}}""",
        """{"n":1.500e+02,"s":"\u00e9\/<é>"}""",
        """{"n":1.500e+02,"s":"\u00e9\/<é>"}"""
    )]
    [InlineData("""{"properties":{"é":{"default":1}}}""", """{"\u00e9":2}""", """{"\u00E9":2}""")]
    [InlineData("""{"properties":{"a":{"default":1}}}""", "\"text\"", "\"text\"")]
    [InlineData(
        """{"properties":{"a":{"$ref":"#"},"n":{"default":0}}}""",
        """{"a":{"a":{}}}""",
        """{"a":{"a":{"n":0},"n":0},"n":0}"""
    )]
    public void A_value_takes_the_shape_of_its_schema(string schema, string instance, string expected) =>
        Assert.Equal(expected, Shape(schema, instance));

    [Fact]
    public void Members_are_written_into_an_open_object()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            var schema = Schema("""{"properties":{"a":{"default":[1]}}}""");
            writer.WriteStartObject();
            schema.WriteShapedMembers(writer, JsonElement.Parse("""{"b":1}"""));
            writer.WriteNumber("c", 2);
            writer.WriteEndObject();
            Assert.Throws<ArgumentException>(() => schema.WriteShapedMembers(writer, JsonElement.Parse("[]")));
        }

        Assert.Equal("""{"a":[1],"c":2}""", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void A_default_that_contains_itself_is_a_fault_of_the_schema() =>
        Assert.Contains(
            "contains itself",
            SchemaFaults("""{"properties":{"a":{"$ref":"#","default":{}}}}""")[0].Message
        );

    [Fact]
    public void Defaults_that_double_at_every_level_are_refused()
    {
        var definitions = Enumerable
            .Range(0, 40)
            .Select(i =>
                $$$""" "d{{{i}}}":{"properties":{"a":{"$ref":"#/$defs/d{{{i + 1}}}","default":{}},"b":{"$ref":"#/$defs/d{{{i + 1}}}","default":{} } } } """
            );
        var faults = SchemaFaults(
            $$$"""{"$ref":"#/$defs/d0","$defs": { {{{string.Join(",", definitions)}}},"d40":{} } }"""
        );
        Assert.Contains(faults, fault => fault.Message.Contains("bytes"));
    }

    [Fact]
    public void Comments_in_a_schema_do_not_get_into_what_is_written()
    {
        var lenient = new JsonDocumentOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
        };
        var schema = IxpServer.JsonSchema.CompiledSchema.Compile(
            JsonElement.Parse("""{"properties":{"a":{"default":{"b":1.50,/* note */"c":["é",],}}}}""", lenient)
        );
        Assert.Equal("""{"a":{"b":1.50,"c":["é"]}}""", Shape(schema, JsonElement.Parse("{}")));
    }

    [Theory]
    [InlineData("""{"properties":{"a":{}},"required":["a","b"]}""", "/b")]
    [InlineData("""{"properties":{"a":{}},"dependentRequired":{"a":["b"]}}""", "/b")]
    [InlineData("""{"properties":{"a":{}},"allOf":[{"required":["b"]}]}""", "/allOf/0/b")]
    [InlineData("""{"allOf":[{"properties":{"a":{}}},{"required":["b"]}]}""", "/allOf/1/b")]
    [InlineData("""{"properties":{"a":{}},"anyOf":[{"required":["b"]},{"required":["a"]}]}""", "/anyOf/0/b")]
    [InlineData("""{"properties":{"a":{}},"if":{"required":["x"]},"then":{"required":["b"]}}""", "/then/b")]
    [InlineData("""{"properties":{"a":{"properties":{"c":{}},"required":["b"]}}}""", "/properties/a/b")]
    [InlineData("""{"items":{"properties":{"c":{}},"required":["b"]}}""", "/items/b")]
    [InlineData(
        """{"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"properties":{"c":{}},"required":["b"]}}}""",
        "/$defs/x/b"
    )]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false,"required":["b"]}""", "/b")]
    public void A_name_that_is_required_and_left_out_is_found(string schema, string place) =>
        Assert.Equal(
            [place],
            Schema(schema)
                .FindUndeclaredRequired()
                .Select(fault =>
                    $"{fault.Pointer}/{(fault.Message.Contains("'b'", StringComparison.Ordinal) ? "b" : "?")}"
                )
        );

    [Theory]
    [InlineData("""{"required":["b"]}""")]
    [InlineData("""{"properties":{"b":{}},"required":["b"]}""")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":{},"required":["b"]}""")]
    [InlineData("""{"properties":{"a":{}},"patternProperties":{"^b":{}},"required":["b"]}""")]
    [InlineData("""{"allOf":[{"properties":{"a":{}},"required":["b"]},{"properties":{"b":{}}}]}""")]
    [InlineData("""{"properties":{"a":{}},"not":{"required":["b"]}}""")]
    [InlineData("""{"properties":{"a":{}},"if":{"required":["b"]},"then":true}""")]
    [InlineData(
        """{"$ref":"#/$defs/x","properties":{"b":{}},"$defs":{"x":{"properties":{"a":{}},"required":["b"]}}}"""
    )]
    public void A_name_that_is_required_and_kept_is_none(string schema) =>
        Assert.Empty(Schema(schema).FindUndeclaredRequired());

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string"}},"required":["a"]}""", true)]
    [InlineData("""{"properties":{"a":{}},"required":["a"]}""", true)]
    [InlineData("""{"properties":{"a":{"default":"x","type":"string"}}}""", true)]
    [InlineData("""{"allOf":[{"required":["a"]}]}""", true)]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", false)]
    [InlineData("""{"properties":{"a":{"type":["string","null"]}},"required":["a"]}""", false)]
    [InlineData("""{"properties":{"a":{"enum":["x",null]}},"required":["a"]}""", false)]
    [InlineData("""{"anyOf":[{"required":["a"]},{"required":["b"]}]}""", false)]
    public void It_can_be_told_whether_a_member_is_always_there(string schema, bool expected) =>
        Assert.Equal(expected, Schema(schema).MustHave("a"));
}
