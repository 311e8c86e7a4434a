using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema;
using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>What is said about values that are not valid, and about schemas that are not.</summary>
public class FaultTests
{
    [Fact]
    public void Every_fault_is_reported_with_its_places()
    {
        var faults = Faults(
            """
            {"type":"object","properties":{"city":{"type":"string","minLength":2},"days":{"$ref":"#/$defs/days"}},
             "required":["city","when"],"additionalProperties":false,"$defs":{"days":{"type":"integer","minimum":1}}}
            """,
            """{"days":0,"extra/1":true,"city":"é"}"""
        );
        Assert.Equal(
            ["minimum", "additionalProperties", "minLength", "required"],
            faults.Select(fault => fault.Keyword)
        );
        var (minimum, extra, length, required) = (faults[0], faults[1], faults[2], faults[3]);
        Assert.Equal("/days", minimum.InstanceLocation);
        Assert.Equal("/properties/days/$ref/minimum", minimum.KeywordLocation);
        Assert.Equal("#/$defs/days/minimum", minimum.AbsoluteKeywordLocation);
        Assert.Equal("must be at least 1", minimum.Message);
        Assert.Equal(1, minimum.Limit!.Value.GetInt32());
        Assert.Equal(["extra/1"], extra.Path);
        Assert.Equal("/extra~11", extra.InstanceLocation);
        Assert.Equal("/additionalProperties", extra.KeywordLocation);
        Assert.Equal("#/additionalProperties", extra.AbsoluteKeywordLocation);
        Assert.Equal("must have at least 2 characters", length.Message);
        Assert.Equal("", required.InstanceLocation);
        Assert.Equal(["when"], required.Path);
        Assert.Equal(("Required", "undefined"), (required.Message, required.Received));
    }

    [Fact]
    public void Types_say_what_was_expected_and_received()
    {
        var fault = Assert.Single(Faults("""{"items":{"type":["string","null"]}}""", """["a",null,{}]"""));
        Assert.Equal(("string | null", "object"), (fault.Expected, fault.Received));
        Assert.Equal("must be string or null, but is object", fault.Message);
        Assert.Equal([2], fault.Path);
        Assert.Equal("/2", fault.InstanceLocation);
        Assert.Equal("/items/type", fault.KeywordLocation);
        Assert.Equal("number", Assert.Single(Faults("""{"type":"integer"}""", "1.5")).Received);
    }

    [Fact]
    public void Enumerations_list_their_options()
    {
        var fault = Assert.Single(Faults("""{"enum":["a","b",3]}""", "\"c\""));
        Assert.Equal("must be one of 'a', 'b', '3'", fault.Message);
        Assert.Equal(3, fault.Options!.Value.GetArrayLength());
        Assert.Equal("x", Assert.Single(Faults("""{"const":"x"}""", "1")).Options!.Value.GetString());
    }

    [Fact]
    public void Absolute_locations_follow_the_identifier()
    {
        var fault = Assert.Single(
            Faults("""{"$id":"https://example.com/s","properties":{"a":{"$id":"t","type":"null"}}}""", """{"a":1}""")
        );
        Assert.Equal("https://example.com/t#/type", fault.AbsoluteKeywordLocation);
    }

    [Fact]
    public void AnyOf_names_the_types_when_no_branch_fits()
    {
        var fault = Assert.Single(Faults("""{"anyOf":[{"type":"string"},{"type":"number"}]}""", "{}"));
        Assert.Equal(("anyOf", "string | number", "object"), (fault.Keyword, fault.Expected, fault.Received));
    }

    [Fact]
    public void AnyOf_reports_the_branch_that_fits_by_type()
    {
        var faults = Faults("""{"anyOf":[{"type":"string"},{"type":"object","required":["x"]}]}""", "{}");
        Assert.Equal(["anyOf", "required"], faults.Select(fault => fault.Keyword));
        Assert.Equal("/anyOf/1/required", faults[1].KeywordLocation);
    }

    [Fact]
    public void OneOf_reports_the_variant_that_was_meant()
    {
        var faults = Faults(
            """
            {"oneOf":[{"properties":{"kind":{"const":"a"},"n":{"type":"number"}}},{"properties":{"kind":{"const":"b"},"s":{"type":"string"}}}]}
            """,
            """{"kind":"b","n":"x","s":1}"""
        );
        Assert.Equal(["oneOf", "type"], faults.Select(fault => fault.Keyword));
        Assert.Equal("/s", faults[1].InstanceLocation);
        Assert.Contains("0 and 1", Assert.Single(Faults("""{"oneOf":[true,true]}""", "1")).Message);
    }

    [Fact]
    public void Dependent_and_unevaluated_members_are_named()
    {
        var fault = Assert.Single(Faults("""{"dependentRequired":{"card":["address"]}}""", """{"card":1}"""));
        Assert.Equal(("dependentRequired", "Required when 'card' is present"), (fault.Keyword, fault.Message));
        Assert.Equal(["address"], fault.Path);
        fault = Assert.Single(
            Faults("""{"properties":{"a":true},"unevaluatedProperties":false}""", """{"a":1,"b":2}""")
        );
        Assert.Equal(("unevaluatedProperties", "/b"), (fault.Keyword, fault.InstanceLocation));
        Assert.Equal("false", Assert.Single(Faults("false", "1")).Keyword);
        Assert.Equal(
            "/properties/a",
            Assert.Single(Faults("""{"properties":{"a":false}}""", """{"a":1}""")).KeywordLocation
        );
    }

    [Fact]
    public void What_users_sent_is_never_repeated_at_length()
    {
        var secret = new string('s', 100_000);
        foreach (
            var fault in Faults(
                """{"const":1,"enum":[2],"pattern":"^x","maxLength":3,"propertyNames":{"maxLength":1}}""",
                Quote(secret)
            )
        )
        {
            Assert.True(fault.Message.Length < 150);
        }
    }

    [Fact]
    public void The_basic_output_lists_the_faults()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Schema("""{"type":"string"}""").Validate(JsonElement.Parse("1")).WriteBasicOutput(writer);
        }

        Assert.Equal(
            """{"valid":false,"errors":[{"keywordLocation":"/type","absoluteKeywordLocation":"#/type","instanceLocation":"","error":"must be string, but is number"}]}""",
            Encoding.UTF8.GetString(stream.ToArray())
        );
    }

    [Theory]
    [InlineData("""{"type":"text"}""", "/type")]
    [InlineData("""{"type":[]}""", "/type")]
    [InlineData("""{"properties":{"a":{"minLength":-1}}}""", "/properties/a/minLength")]
    [InlineData("""{"maxItems":1.5}""", "/maxItems")]
    [InlineData("""{"required":["a",1]}""", "/required")]
    [InlineData("""{"required":"a"}""", "/required")]
    [InlineData("""{"required":["a","a"]}""", "/required")]
    [InlineData("""{"properties":[]}""", "/properties")]
    [InlineData("""{"items":[{}]}""", "/items")]
    [InlineData("""{"properties":{"a":5}}""", "/properties/a")]
    [InlineData("""{"allOf":[]}""", "/allOf")]
    [InlineData("""{"anyOf":{}}""", "/anyOf")]
    [InlineData("""{"enum":"a"}""", "/enum")]
    [InlineData("""{"multipleOf":0}""", "/multipleOf")]
    [InlineData("""{"minimum":"1"}""", "/minimum")]
    [InlineData("""{"uniqueItems":1}""", "/uniqueItems")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "/$ref")]
    [InlineData("""{"$ref":"other.json"}""", "/$ref")]
    [InlineData("""{"$ref":5}""", "/$ref")]
    [InlineData("""{"$ref":"#nowhere"}""", "/$ref")]
    [InlineData("""{"$defs":{"unused":{"type":1}}}""", "/$defs/unused/type")]
    [InlineData("""{"$id":"#a"}""", "/$id")]
    [InlineData("""{"$anchor":"1"}""", "/$anchor")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-03/schema#"}""", "/$schema")]
    [InlineData("""{"$schema":"https://example.com/mine"}""", "/$schema")]
    [InlineData("""{"exclusiveMinimum":true,"minimum":1}""", "/exclusiveMinimum")]
    [InlineData("""{"dependentRequired":{"a":"b"}}""", "/dependentRequired/a")]
    [InlineData("""{"$ref":"#"}""", "")]
    [InlineData("5", "")]
    public void A_malformed_schema_is_refused_with_a_pointer(string schema, string pointer) =>
        Assert.Equal(pointer, Assert.Single(SchemaFaults(schema)).Pointer);

    [Fact]
    public void Faults_of_a_schema_come_all_at_once()
    {
        var element = JsonElement.Parse(
            """{"type":"x","properties":{"a":{"minimum":"1"},"b":{"$ref":"#/no"},"c":{"pattern":"("}}}"""
        );
        var exception = Assert.Throws<SchemaException>(() => CompiledSchema.Compile(element));
        Assert.Equal(
            ["/type", "/properties/a/minimum", "/properties/b/$ref", "/properties/c/pattern"],
            exception.Faults.Select(fault => fault.Pointer)
        );
    }

    [Fact]
    public void Faults_of_a_stored_schema_carry_its_uri()
    {
        var store = new SchemaStore();
        store.Add("https://example.com/a.json", JsonElement.Parse("""{"$defs":{"x":{"type":"y"}}}"""));
        var fault = Assert.Single(
            SchemaFaults("""{"$ref":"https://example.com/a.json#/$defs/x"}""", new SchemaOptions { Store = store })
        );
        Assert.Equal("https://example.com/a.json#/$defs/x/type", fault.Pointer);
    }

    [Fact]
    public void A_schema_outlives_the_document_it_came_from()
    {
        CompiledSchema schema;
        using (var document = JsonDocument.Parse("""{"minimum":3,"enum":[1,5]}"""))
        {
            schema = CompiledSchema.Compile(document.RootElement);
        }

        Assert.True(schema.IsValid(JsonElement.Parse("5")));
        Assert.Equal(3, schema.Validate(JsonElement.Parse("1")).Faults[0].Limit!.Value.GetInt32());
    }

    [Fact]
    public void A_schema_that_asserts_nothing_says_so()
    {
        Assert.True(Schema("true").AcceptsAnything);
        Assert.True(Schema("""{"title":"x","default":1,"format":"email"}""").AcceptsAnything);
        Assert.False(Schema("""{"type":"object"}""").AcceptsAnything);
        Assert.False(Schema("false").AcceptsAnything);
    }
}
