using System.Text.Json;
using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>Memory and threads.</summary>
public class RuntimeTests
{
    private const string Order = """
        {"type":"object","properties":{
          "id":{"type":"string","format":"uuid"},"email":{"type":"string","format":"email"},
          "code":{"type":"string","pattern":"^[A-Z]{3}-[0-9]+$","minLength":3,"maxLength":20},
          "status":{"enum":["new","paid"]},"total":{"type":"number","minimum":0,"multipleOf":0.01},
          "lines":{"type":"array","minItems":1,"uniqueItems":true,"items":{"type":"object","properties":{"sku":{"type":"string"},"n":{"type":"integer","maximum":99}},"required":["sku","n"]}},
          "note":{"anyOf":[{"type":"string","maxLength":10},{"type":"null"}]}},
         "required":["id","status","lines"],"additionalProperties":false}
        """;

    private const string Valid = """
        {"id":"2eb8aa08-aa98-11ea-b4aa-73b441d16380","email":"a@example.com","code":"ABC-12","status":"paid","total":12.34,
         "lines":[{"sku":"A","n":1},{"sku":"B","n":2}],"note":null}
        """;

    [Fact]
    public void Validating_a_valid_document_allocates_nothing()
    {
        var schema = Schema(Order, WithFormats);
        var value = JsonElement.Parse(Valid);
        Assert.True(schema.IsValid(value));
        var allocated = AllocatedOnceWarm(() =>
        {
            schema.IsValid(value);
            schema.Validate(value);
        });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Shaping_allocates_nothing_once_warm()
    {
        var schema = Schema(
            """{"properties":{"a":{"type":"string"},"b":{"default":{"c":1}},"d":{"items":{"properties":{"e":{"default":2}}}}}}"""
        );
        var value = JsonElement.Parse("""{"a":"x","z":1,"d":[{},{"e":3}]}""");
        using var stream = new MemoryStream(4_096);
        using var writer = new Utf8JsonWriter(stream);
        void Once()
        {
            stream.SetLength(0);
            writer.Reset();
            schema.WriteShaped(writer, value);
            writer.Flush();
        }

        Assert.Equal(0, AllocatedOnceWarm(Once));
    }

    /// <summary>
    /// The least of several batches: what the runtime allocates once, when it first runs or recompiles a method, is
    /// not the engine's; what a validation allocates is in every batch.
    /// </summary>
    private static long AllocatedOnceWarm(Action action)
    {
        var least = long.MaxValue;
        for (var batch = 0; batch < 5; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    [Fact]
    public void One_schema_serves_many_threads()
    {
        var schema = Schema(Order, WithFormats);
        var (valid, invalid) = (JsonElement.Parse(Valid), JsonElement.Parse("""{"id":1,"lines":[],"note":5,"x":1}"""));
        var expected = string.Join(
            "\n",
            schema.Validate(invalid).Faults.Select(fault => fault.KeywordLocation + fault.Message)
        );
        Parallel.For(
            0,
            2_000,
            _ =>
            {
                Assert.True(schema.IsValid(valid));
                Assert.Equal(
                    expected,
                    string.Join(
                        "\n",
                        schema.Validate(invalid).Faults.Select(fault => fault.KeywordLocation + fault.Message)
                    )
                );
                Assert.Contains("\"status\":\"paid\"", Shape(schema, valid));
            }
        );
    }
}
