using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using IxpServer.JsonSchema;
using Xunit;

namespace IxpServer.Tests.JsonSchema;

/// <summary>What holds for any schema and any value.</summary>
public class PropertyTests
{
    [Property(MaxTest = 300)]
    public void A_value_made_for_a_schema_is_valid(int seed)
    {
        var (schema, value, _) = Make(seed);
        var faults = schema.Validate(value).Faults;
        Assert.True(faults.Count == 0, faults.Count == 0 ? "" : faults[0].KeywordLocation + " " + faults[0].Message);
    }

    [Property(MaxTest = 300)]
    public void IsValid_and_Validate_agree_on_any_value(int seed)
    {
        var (schema, _, anything) = Make(seed);
        Assert.Equal(schema.IsValid(anything), schema.Validate(anything).IsValid);
    }

    [Property(MaxTest = 300)]
    public void A_shaped_value_is_valid_and_stays_as_it_is(int seed)
    {
        var (schema, value, _) = Make(seed);
        var shaped = JsonElement.Parse(Helpers.Shape(schema, value));
        Assert.True(schema.IsValid(shaped));
        Assert.Equal(shaped.GetRawText(), Helpers.Shape(schema, shaped));
    }

    [Property(MaxTest = 300)]
    public void Coercion_keeps_valid_values_and_never_turns_valid_into_invalid(int seed)
    {
        var (schema, value, anything) = Make(seed);
        using var same = schema.Coerce(value);
        Assert.Equal(value.GetRawText(), same.RootElement.GetRawText());
        using var coerced = schema.Coerce(anything);
        Assert.True(schema.IsValid(coerced.RootElement) || !schema.IsValid(anything));
    }

    [Property(MaxTest = 300)]
    public void Numbers_and_booleans_written_as_text_are_read_back(int seed)
    {
        var random = new Random(seed);
        var (schema, value, _) = Make(seed);
        using var coerced = schema.Coerce(
            JsonElement.Parse(Stringify(JsonNode.Parse(value.GetRawText()), random)?.ToJsonString() ?? "null")
        );
        Assert.NotEqual(JsonValueKind.Undefined, coerced.RootElement.ValueKind);
    }

    [Property(MaxTest = 200)]
    public void A_schema_and_its_copy_inside_allOf_agree(int seed)
    {
        var generated = new SchemaGenerator(new Random(seed)).Schema(3);
        var anything = Element(new SchemaGenerator(new Random(seed + 1)).Anything(3));
        var plain = CompiledSchema.Compile(Element(generated.Json));
        var wrapped = CompiledSchema.Compile(
            JsonElement.Parse($$$"""{"$ref":"#/$defs/s","$defs":{"s":{{{generated.Json.ToJsonString()}}} } }""")
        );
        Assert.Equal(plain.IsValid(anything), wrapped.IsValid(anything));
    }

    private static (CompiledSchema Schema, JsonElement Value, JsonElement Anything) Make(int seed)
    {
        var generator = new SchemaGenerator(new Random(seed));
        var generated = generator.Schema(4);
        return (
            CompiledSchema.Compile(Element(generated.Json)),
            Element(generated.Make()),
            Element(generator.Anything(3))
        );
    }

    private static JsonNode? Stringify(JsonNode? node, Random random) =>
        node switch
        {
            JsonObject container => new JsonObject(
                container.Select(member =>
                    KeyValuePair.Create(member.Key, Stringify(member.Value?.DeepClone(), random))
                )
            ),
            JsonArray array => new JsonArray([.. array.Select(item => Stringify(item?.DeepClone(), random))]),
            JsonValue value when value.GetValueKind() != JsonValueKind.String && random.Next(2) == 0 =>
                value.ToJsonString(),
            _ => node?.DeepClone(),
        };

    private static JsonElement Element(JsonNode? node) => JsonElement.Parse(node?.ToJsonString() ?? "null");
}
