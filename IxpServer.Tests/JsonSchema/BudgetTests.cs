using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema;
using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>No schema and no document may take unbounded time, memory or stack.</summary>
public class BudgetTests
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 100_000 };

    [Fact]
    public void A_document_nested_ten_thousand_levels_deep_runs_out_of_budget()
    {
        var schema = Schema("""{"items":{"$ref":"#"},"properties":{"a":{"$ref":"#","default":1}}}""");
        foreach (var text in new[] { Nest("[", "]", 10_000), Nest("{\"a\":", "}", 10_000, "1") })
        {
            var value = JsonElement.Parse(text, Deep);
            Assert.False(schema.IsValid(value));
            Assert.Equal("$budget", schema.Validate(value).Faults[^1].Keyword);
            Assert.NotEmpty(Shape(schema, value));
            using var coerced = schema.Coerce(value);
        }
    }

    [Fact]
    public void Depth_is_bounded_by_the_stack_even_when_the_option_is_not()
    {
        var schema = Schema("""{"items":{"$ref":"#"}}""", new SchemaOptions { MaxDepth = int.MaxValue });
        Assert.False(schema.IsValid(JsonElement.Parse(Nest("[", "]", 90_000), Deep)));
    }

    [Fact]
    public void Deep_constants_are_compared_within_the_budget()
    {
        var deep = JsonElement.Parse(Nest("[", "]", 5_000), Deep);
        Assert.False(Schema("""{"uniqueItems":true}""").IsValid(JsonElement.Parse($"[{deep},{deep}]", Deep)));
    }

    [Theory]
    [InlineData("""{"anyOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"not":{"$ref":"#"}}""")]
    [InlineData("""{"if":{"$ref":"#"},"then":false}""")]
    [InlineData("""{"$dynamicAnchor":"a","$dynamicRef":"#a"}""")]
    public void Loops_that_only_show_when_validating_are_bounded(string schema)
    {
        Assert.False(IsValid(schema, "1"));
        Assert.Equal("$budget", Faults(schema, "1")[^1].Keyword);
        Shape(schema, "{}");
        Coerce(schema, "{}");
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}""")]
    public void Loops_that_always_show_are_faults_of_the_schema(string schema) =>
        Assert.All(SchemaFaults(schema), fault => Assert.Equal("refers to itself without end", fault.Message));

    [Theory]
    [InlineData("allOf", "true")]
    [InlineData("anyOf", "false")]
    [InlineData("oneOf", "false")]
    public void A_tree_that_doubles_at_every_level_is_bounded(string keyword, string leaf)
    {
        var definitions = Enumerable
            .Range(0, 60)
            .Select(i =>
                $$"""
                    "d{{i}}":{"{{keyword}}":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]}
                    """
            );
        var schema = Schema(
            $$$"""{"$ref":"#/$defs/d0","$defs": { {{{string.Join(",", definitions)}}},"d60":{{{leaf}}} } }""",
            new SchemaOptions { MaxSteps = 200_000 }
        );
        var value = JsonElement.Parse("{}");
        Assert.False(schema.IsValid(value));
        Assert.Equal("$budget", schema.Validate(value).Faults[^1].Keyword);
        Shape(schema, value);
        using var coerced = schema.Coerce(value);
    }

    [Fact]
    public void Deep_schemas_are_refused()
    {
        var faults = new List<SchemaFault>();
        Assert.False(
            CompiledSchema.TryCompile(
                JsonElement.Parse(Nest("{\"items\":", "}", 10_000, "true"), Deep),
                null,
                out _,
                out var found
            )
        );
        faults.AddRange(found);
        Assert.Contains(faults, fault => fault.Message.Contains("deep"));
    }

    [Fact]
    public void Large_schemas_are_refused()
    {
        var text = new StringBuilder("{\"properties\":{");
        text.AppendJoin(',', Enumerable.Range(0, 2_000).Select(i => $"\"p{i}\":{{}}"));
        Assert.Contains(
            SchemaFaults(text + "}}", new SchemaOptions { MaxSchemas = 1_000 }),
            fault => fault.Message.Contains("1000")
        );
    }

    [Fact]
    public void A_hundred_thousand_unique_items_are_no_trouble()
    {
        var distinct = string.Join(
            ",",
            Enumerable.Range(0, 100_000).Select(i => $$"""{"id":{{i}},"tags":["a","b"]}""")
        );
        var schema = Schema("""{"uniqueItems":true}""");
        Assert.True(schema.IsValid(JsonElement.Parse($"[{distinct}]")));
        Assert.False(schema.IsValid(JsonElement.Parse($$"""[{{distinct}},{"tags":["a","b"],"id":7.0}]""")));
    }

    [Fact]
    public void Faults_are_bounded()
    {
        var result = Schema("""{"items":{"type":"string"}}""", new SchemaOptions { MaxFaults = 10 })
            .Validate(JsonElement.Parse($"[{string.Join(",", Enumerable.Repeat("1", 1_000))}]"));
        Assert.Equal(11, result.Faults.Count);
        Assert.Equal("$budget", result.Faults[^1].Keyword);
    }

    [Fact]
    public void Text_that_is_not_unicode_never_throws()
    {
        var value = JsonElement.Parse("""{"\ud800":"\udc00x","a":"\ud800"}""");
        var schema = Schema(
            """{"properties":{"a":{"pattern":"^.$","maxLength":1,"format":"regex"}},"additionalProperties":{"enum":["x"]},"propertyNames":{"pattern":"b"},"uniqueItems":true}""",
            WithFormats
        );
        Assert.NotEmpty(schema.Validate(value).Faults);
        Shape(schema, value);
        using var coerced = schema.Coerce(value);
        Assert.NotEmpty(SchemaFaults("""{"properties":{"\ud800":{}}}"""));
    }

    private static string Nest(string open, string close, int depth, string inner = "") =>
        string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth));
}
