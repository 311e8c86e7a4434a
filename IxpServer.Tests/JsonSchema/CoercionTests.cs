using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>Reading strings as what the schema asks for.</summary>
public class CoercionTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "\"5\"", "5")]
    [InlineData("""{"type":"number"}""", "\" -1.50e3 \"", "-1.50e3")]
    [InlineData("""{"type":"number"}""", "\"05\"", "\"05\"")]
    [InlineData("""{"type":"number"}""", "\"1,2\"", "\"1,2\"")]
    [InlineData("""{"type":"boolean"}""", "\"true\"", "true")]
    [InlineData("""{"type":"boolean"}""", "\"yes\"", "\"yes\"")]
    [InlineData("""{"type":["integer","null"]}""", "\"null\"", "null")]
    [InlineData("""{"type":["string","integer"]}""", "\"5\"", "\"5\"")]
    [InlineData("""{"enum":[1,2]}""", "\"2\"", "2")]
    [InlineData("""{"const":true}""", "\"true\"", "true")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "\"a, b\"", """["a","b"]""")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "\"1,2\"", "[1,2]")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "5", "[5]")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", """["1",2]""", "[1,2]")]
    [InlineData("""{"type":"array"}""", "\"\"", "[]")]
    [InlineData("""{"type":"array","items":{"type":"object"}}""", """{"a":1}""", """[{"a":1}]""")]
    [InlineData(
        """{"properties":{"a":{"$ref":"#/$defs/n"},"b":{"type":"string"}},"$defs":{"n":{"type":"number"}}}""",
        """{"a":"1","b":"2","c":"3"}""",
        """{"a":1,"b":"2","c":"3"}"""
    )]
    [InlineData("""{"allOf":[{"properties":{"a":{"type":"boolean"}}}]}""", """{"a":"false"}""", """{"a":false}""")]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"x":"7"}""", """{"x":7}""")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"boolean"}]}""", "\"true\"", "true")]
    [InlineData(
        """{"oneOf":[{"properties":{"k":{"const":"a"},"v":{"type":"integer"}}},{"properties":{"k":{"const":"b"},"v":{"type":"boolean"}}}]}""",
        """{"k":"b","v":"true"}""",
        """{"k":"b","v":true}"""
    )]
    [InlineData("""{"type":"integer"}""", "{}", "{}")]
    public void Strings_are_read_as_the_schema_asks(string schema, string instance, string expected) =>
        Assert.Equal(expected, Coerce(schema, instance));

    [Fact]
    public void A_valid_value_stays_as_it_is() =>
        Assert.Equal(
            """{ "a" : "1,2" }""",
            Coerce("""{"properties":{"a":{"type":"string"}}}""", """{ "a" : "1,2" }""")
        );
}
