using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>What compiled schemas keep, in bytes for each of their JSON. Alone: it looks at the memory of the process.</summary>
[Collection(nameof(Alone))]
public class SchemaMemoryTests
{
    private const int Count = 2_000;

    /// <summary>The parameters of an intent as authors write them.</summary>
    private const string Stay = """
        {"type":"object","properties":{
          "city":{"type":"string","title":"City","description":"Where to stay, NUMBER.","minLength":1,"maxLength":80},
          "checkIn":{"type":"string","format":"date","title":"Arrival"},
          "nights":{"type":"integer","title":"Nights","minimum":1,"maximum":30,"default":2},
          "board":{"type":"string","enum":["none","breakfast","half","full"],"default":"breakfast"},
          "guests":{"type":"object","required":["adults"],"properties":{
            "adults":{"type":"integer","minimum":1,"maximum":9,"default":2},"children":{"type":"integer","minimum":0,"maximum":8,"default":0}}},
          "product":{"type":"string","pattern":"^[A-Z]{2}-[0-9]{4}$"},
          "tags":{"type":"array","items":{"type":"string","maxLength":40},"maxItems":10},
          "maxPrice":{"type":"number","minimum":0,"title":"Highest price a night"},
          "refundable":{"type":"boolean","default":false}},
         "required":["city","checkIn"]}
        """;

    [Fact]
    public void Different_schemas_keep_little_more_than_eight_times_their_text()
    {
        var texts = Texts(i => $"number {i}");
        Assert.InRange(KeptFor(texts, text => CompiledSchema.Compile(text, WithFormats)), 0.5, 10);
    }

    [Fact]
    public void Schemas_that_nobody_used_keep_little_but_their_text()
    {
        var texts = Texts(i => $"unused {i}");
        var kept = KeptFor(
            texts,
            text =>
            {
                var schema = CompiledSchema.Compile(JsonElement.Parse(text.GetRawText()), WithFormats);
                schema.TrimExcess();
                return schema;
            }
        );
        Assert.InRange(kept, 0.5, 1.3);
    }

    [Fact]
    public void A_schema_that_gave_memory_back_says_the_same_as_before()
    {
        var schema = Schema(Stay, WithFormats);
        var bad = JsonElement.Parse("""{"city":"","checkIn":"no"}""");
        var faults = schema.FindUndeclaredRequired();
        schema.TrimExcess();
        Assert.Equal(faults, schema.FindUndeclaredRequired());
        schema.TrimExcess();
        Assert.Equal(
            Schema(Stay, WithFormats).Validate(bad).Faults.Select(fault => fault.AbsoluteKeywordLocation),
            schema.Validate(bad).Faults.Select(fault => fault.AbsoluteKeywordLocation)
        );

        // What has been used stays: the next value pays for nothing.
        schema.TrimExcess();
        var before = GC.GetAllocatedBytesForCurrentThread();
        schema.IsValid(bad);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    [Theory]
    [InlineData("""{"pattern":"\\p{L}cole"}""", false)]
    [InlineData("""{"patternProperties":{"(a)\\1":{}}}""", false)]
    [InlineData("""{"pattern":"^[A-Z]+$"}""", true)]
    public void A_regular_expression_that_takes_long_to_prepare_is_prepared_once(string json, bool isTrimmed)
    {
        var schema = Schema(json);
        var value = JsonElement.Parse("\"x\"");
        schema.TrimExcess();
        var before = GC.GetAllocatedBytesForCurrentThread();
        schema.FindIgnoredKeywords();
        Assert.Equal(isTrimmed, GC.GetAllocatedBytesForCurrentThread() - before > 4_000);
        Assert.Equal(Schema(json).IsValid(value), schema.IsValid(value));
    }

    [Fact]
    public void Equal_schemas_keep_next_to_nothing()
    {
        var schemas = new SchemaCache(WithFormats);
        var texts = Texts(_ => "anywhere");
        Assert.InRange(
            KeptFor(texts, text => schemas.TryCompile(text, out var compiled, out _) ? compiled : null!),
            -0.5,
            0.5
        );
    }

    [Fact]
    public void A_schema_is_shared_as_long_as_it_is_in_use()
    {
        var schemas = new SchemaCache();
        var first = Compiled(schemas, """{"minimum":1}""");
        Assert.Same(first, Compiled(schemas, """{"minimum":1}"""));
        Assert.NotSame(first, Compiled(schemas, """{"minimum":2}"""));

        var gone = CompileAndForget(schemas);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(gone.TryGetTarget(out _));
        GC.KeepAlive(schemas);
    }

    [Fact]
    public void What_is_shared_is_no_less_checked()
    {
        var schemas = new SchemaCache(WithFormats);
        Assert.False(schemas.TryCompile(JsonElement.Parse("""{"type":1}"""), out var none, out var faults));
        Assert.Null(none);
        Assert.Equal("/type", Assert.Single(faults).Pointer);
        Assert.False(schemas.TryCompile(default, out _, out faults));
        Assert.Single(faults);
        Assert.False(Compiled(schemas, """{"format":"date"}""").IsValid(JsonElement.Parse("\"no\"")));
        Assert.Throws<ArgumentException>(() => new SchemaCache(new SchemaOptions { Store = new SchemaStore() }));
    }

    private static JsonElement[] Texts(Func<int, string> fill) =>
        [
            .. Enumerable
                .Range(0, Count)
                .Select(i => JsonElement.Parse(Stay.Replace("NUMBER", fill(i), StringComparison.Ordinal))),
        ];

    /// <summary>The middle one of five tries: what the runtime, and tests before this one, keep or let go is not the schemas'.</summary>
    private static double KeptFor(JsonElement[] texts, Func<JsonElement, CompiledSchema> compile)
    {
        compile(texts[0]);
        var length = texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text.GetRawText()));
        return Enumerable.Range(0, 5).Select(_ => (double)Kept(texts, compile) / length).Order().ElementAt(2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Kept(JsonElement[] texts, Func<JsonElement, CompiledSchema> compile)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var kept = Array.ConvertAll(texts, text => compile(text));
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(kept);
        return after - before;
    }

    private static CompiledSchema Compiled(SchemaCache schemas, string json)
    {
        Assert.True(schemas.TryCompile(JsonElement.Parse(json), out var compiled, out _));
        return compiled;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<CompiledSchema> CompileAndForget(SchemaCache schemas) =>
        new(Compiled(schemas, """{"maximum":1}"""));
}
