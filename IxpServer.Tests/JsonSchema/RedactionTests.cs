using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema;
using Xunit;

namespace IxpServer.Tests.JsonSchema;

/// <summary>What a schema marks as sensitive is not written, by whatever way the mark reaches the value.</summary>
public class RedactionTests
{
    private const string Secret = """{"writeOnly":true}""";

    [Theory]
    [InlineData("""{"properties":{"p":SECRET}}""")]
    [InlineData("""{"properties":{"p":{"x-sensitive":true}}}""")]
    [InlineData("""{"allOf":[{},{"properties":{"p":SECRET}}]}""")]
    [InlineData("""{"anyOf":[{"required":["never"]},{"properties":{"p":SECRET}}]}""")]
    [InlineData("""{"oneOf":[{"properties":{"p":SECRET}},{"required":["never"]}]}""")]
    [InlineData("""{"oneOf":[{"properties":{"p":SECRET},"required":["never"]},{"properties":{"p":{}}}]}""")]
    [InlineData("""{"properties":{"p":{"anyOf":[{"type":"integer"},SECRET]}}}""")]
    [InlineData("""{"if":{"properties":{"q":{"const":1}}},"then":{"properties":{"p":SECRET}}}""")]
    [InlineData("""{"if":{"properties":{"q":{"const":2}}},"then":{"properties":{"p":SECRET}}}""")]
    [InlineData("""{"if":{"properties":{"q":{"const":1}}},"else":{"properties":{"p":SECRET}}}""")]
    [InlineData("""{"if":{"properties":{"p":SECRET}}}""")]
    [InlineData("""{"dependentSchemas":{"q":{"properties":{"p":SECRET}}}}""")]
    [InlineData("""{"dependencies":{"q":{"properties":{"p":SECRET}}}}""")]
    [InlineData(
        """{"$schema":"D4","$ref":"#/definitions/d","definitions":{"d":{"additionalProperties":SECRET,"properties":{"q":{}}}}}"""
    )]
    [InlineData("""{"$schema":"D9","$defs":{"d":{"properties":{"p":SECRET}}},"$recursiveRef":"#/$defs/d"}""")]
    [InlineData("""{"patternProperties":{"^p":SECRET}}""")]
    [InlineData("""{"properties":{"p":{}},"patternProperties":{"^p":SECRET}}""")]
    [InlineData("""{"properties":{"q":{}},"additionalProperties":SECRET}""")]
    [InlineData("""{"properties":{"q":{}},"patternProperties":{"^x":{}},"additionalProperties":SECRET}""")]
    [InlineData("""{"$ref":"#/$defs/d","$defs":{"d":{"allOf":[{"patternProperties":{"p":SECRET}}]}}}""")]
    [InlineData(
        """{"anyOf":[{"if":{"required":["q"]},"then":{"oneOf":[{"additionalProperties":SECRET,"properties":{"q":{}}}]}}]}"""
    )]
    public void A_member_that_any_schema_hides_is_hidden(string schema) =>
        Assert.Equal("""{"p":"[redacted]","q":1}""", Redact(schema, """{"p":"TOLD","q":1}"""));

    [Theory]
    [InlineData("""{"additionalProperties":{"patternProperties":{"^k":SECRET}}}""")]
    [InlineData("""{"properties":{"a":{"if":{"type":"object"},"then":{"properties":{"key":SECRET}}}}}""")]
    [InlineData(
        """{"patternProperties":{"a":{"allOf":[{"additionalProperties":{"x-sensitive":true},"properties":{"n":{}}}]}}}"""
    )]
    public void Marks_reach_into_values(string schema) =>
        Assert.Equal(
            """{"a":{"key":"[redacted]","n":2}}""",
            Redact(schema, """{"a":{"key":{"deep":["TOLD"]},"n":2}}""")
        );

    [Fact]
    public void What_could_be_unevaluated_is_hidden_whether_or_not_it_is() =>
        Assert.Equal(
            """{"p":"[redacted]","q":"[redacted]"}""",
            Redact("""{"properties":{"q":{}},"unevaluatedProperties":SECRET}""", """{"p":"TOLD","q":1}""")
        );

    [Theory]
    [InlineData("""{"items":SECRET}""", """["[redacted]","[redacted]"]""")]
    [InlineData("""{"prefixItems":[{},SECRET]}""", """["TOLD","[redacted]"]""")]
    [InlineData("""{"prefixItems":[SECRET],"items":{}}""", """["[redacted]","TOLD"]""")]
    [InlineData("""{"contains":SECRET}""", """["[redacted]","[redacted]"]""")]
    [InlineData("""{"unevaluatedItems":SECRET}""", """["[redacted]","[redacted]"]""")]
    [InlineData("""{"$schema":"D7","items":[{},SECRET]}""", """["TOLD","[redacted]"]""")]
    [InlineData("""{"$schema":"D7","items":[{}],"additionalItems":SECRET}""", """["TOLD","[redacted]"]""")]
    [InlineData(
        """{"$schema":"D7","items":[{"$ref":"#/definitions/s"}],"definitions":{"s":SECRET}}""",
        """["[redacted]","TOLD"]"""
    )]
    [InlineData(
        """{"$schema":"D4","items":[{"$ref":"#s","writeOnly":true}],"definitions":{"s":{"id":"#s"}}}""",
        """["[redacted]","TOLD"]"""
    )]
    public void Items_are_hidden(string schema, string expected) =>
        Assert.Equal(expected, Redact(schema, """["TOLD","TOLD"]"""));

    [Theory]
    [InlineData("""{"properties":{"p":{},"q":SECRET},"additionalProperties":SECRET}""")]
    [InlineData("""{"patternProperties":{"^x":SECRET},"if":{"type":"array"},"then":{"items":SECRET}}""")]
    [InlineData(
        """{"properties":{"p":{"writeOnly":false,"x-sensitive":"yes"}},"allOf":[{"properties":{"r":SECRET}}]}"""
    )]
    public void What_no_schema_hides_is_written_as_it_came(string schema) =>
        Assert.Equal("""{"p":"1.50 \u00e9"}""", Redact(schema, """{"p":"1.50 \u00e9"}"""));

    private static string Redact(string schema, string value)
    {
        using var document = JsonDocument.Parse(
            schema
                .Replace("SECRET", Secret, StringComparison.Ordinal)
                .Replace("D4", "http://json-schema.org/draft-04/schema#", StringComparison.Ordinal)
                .Replace("D7", "http://json-schema.org/draft-07/schema#", StringComparison.Ordinal)
                .Replace("D9", "https://json-schema.org/draft/2019-09/schema", StringComparison.Ordinal)
        );
        var compiled = CompiledSchema.Compile(document.RootElement);
        Assert.True(compiled.IsSensitive);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            compiled.WriteRedacted(writer, JsonElement.Parse(value));
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
