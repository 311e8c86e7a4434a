using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using IxpServer.Api.Registry.Compatibility;
using IxpServer.JsonSchema;
using IxpServer.Tests.JsonSchema;
using Xunit;

namespace IxpServer.Tests.Registry.Compatibility;

/// <summary>What holds for any two schemas.</summary>
public sealed class CompatibilityPropertyTests
{
    [Property(MaxTest = 400)]
    public void A_schema_is_compatible_with_itself_in_other_words(int seed)
    {
        var schema = new SchemaGenerator(new Random(seed)).Schema(3).Json;
        var wrapped = new JsonObject
        {
            ["$ref"] = "#/$defs/same",
            ["$defs"] = new JsonObject { ["same"] = schema.DeepClone() },
        };
        Assert.Equal([], Texts(Breaks(schema, wrapped)));
        Assert.Equal([], Texts(Breaks(wrapped, schema)));
    }

    [Property(MaxTest = 600)]
    public void Widening_is_accepted(int seed)
    {
        var schema = new SchemaGenerator(new Random(seed)).Schema(4).Json;
        var wider = schema.DeepClone();
        SchemaMutation.Widen(wider, new Random(seed));

        Assert.True(
            Breaks(schema, wider) is [],
            $"{schema.ToJsonString()}\n{wider.ToJsonString()}\n{string.Join('\n', Texts(Breaks(schema, wider)))}"
        );
    }

    [Property(MaxTest = 2_000)]
    public void Whatever_was_valid_stays_valid_when_a_change_is_accepted(int seed)
    {
        var random = new Random(seed);
        var generated = new SchemaGenerator(random).Schema(3);
        var next = generated.Json.DeepClone();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            next = SchemaMutation.Change(next, random);
        }

        if (
            Breaks(generated.Json, next) is not []
            || !CompiledSchema.TryCompile(Element(next), Helpers.WithFormats, out var compiled, out _)
        )
        {
            return;
        }

        for (var i = 0; i < 20; i++)
        {
            var value = generated.Make();
            Assert.True(
                compiled.IsValid(Element(value)),
                $"{generated.Json.ToJsonString()}\n{next.ToJsonString()}\n{value?.ToJsonString() ?? "null"}"
            );
        }
    }

    [Fact]
    public void Changes_of_the_property_above_are_often_accepted_and_often_refused()
    {
        var accepted = Enumerable
            .Range(0, 500)
            .Count(seed =>
            {
                var random = new Random(seed);
                var schema = new SchemaGenerator(random).Schema(3).Json;
                return Breaks(schema, SchemaMutation.Change(schema.DeepClone(), random)) is [];
            });
        Assert.InRange(accepted, 50, 450);
    }

    private static IReadOnlyList<SchemaBreak> Breaks(JsonNode old, JsonNode next) =>
        SchemaCompatibility.FindBreaks(Element(old), Element(next));

    private static IEnumerable<string> Texts(IEnumerable<SchemaBreak> breaks) =>
        breaks.Select(one => $"{one.Pointer} {one.Message}");

    private static JsonElement Element(JsonNode? node) => JsonElement.Parse(node?.ToJsonString() ?? "null");
}
