using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Tests.JsonSchema;

/// <summary>
/// Mutates schemas and documents and checks that nothing throws, nothing hangs, and the ways to ask agree. Also run for
/// longer by the benchmarks project.
/// </summary>
internal sealed class SchemaFuzzer(int seed)
{
    private static readonly string[] Corpus =
    [
        """{"type":"object","properties":{"a":{"type":"integer","minimum":0,"multipleOf":0.1},"b":{"$ref":"#"}},"required":["a"]}""",
        """{"items":{"anyOf":[{"type":"string","pattern":"^a+$"},{"const":1e2},{"enum":[null,true,{"a":[1]}]}]},"uniqueItems":true}""",
        """{"$dynamicAnchor":"n","properties":{"c":{"$dynamicRef":"#n"}},"unevaluatedProperties":{"default":1},"minProperties":1}""",
        """{"if":{"properties":{"a":{"const":1}}},"then":{"required":["b"]},"else":{"not":{"required":["b"]}},"dependentSchemas":{"a":false}}""",
        """{"oneOf":[{"prefixItems":[{"format":"date-time"}],"contains":{"format":"uri"},"maxContains":2},{"patternProperties":{"^\\w":{}}}]}""",
        """{"$id":"http://e/x","$defs":{"y":{"$id":"y","$anchor":"z"}},"allOf":[{"$ref":"y#z"}],"unevaluatedItems":false,"propertyNames":{"maxLength":3}}""",
        """{"a":1.0,"b":[1,2,"aaa","2020-01-01T00:00:00Z"],"c":{"a":-1e-5,"é":"\ud83d\ude00\n"}}""",
        """["aaa",1,1.0,true,null,{"a":[1]},"http://example.com/?q#f"]""",
    ];

    private static readonly string[] Tokens =
    [
        "{}",
        "[]",
        "true",
        "false",
        "null",
        "0",
        "-1",
        "1e999999999",
        "1e-400",
        "\"\"",
        "\"#\"",
        "\"$ref\"",
        "\"(a*)*$\"",
        "\"\\ud800\"",
        "\"type\"",
        "\"properties\"",
        "\"default\"",
        "\"allOf\"",
        "\"not\"",
        "\"items\"",
        "\"pattern\"",
        "\"unevaluatedProperties\"",
        "{\"$ref\":\"#\"}",
        "[1,1]",
    ];

    private static readonly SchemaOptions Options = new()
    {
        AssertFormats = true,
        MaxSteps = 20_000,
        MaxFaults = 100,
    };

    private readonly Random random = new(seed);

    /// <summary>How many schemas compiled.</summary>
    public int Compiled { get; private set; }

    /// <summary>Runs a number of rounds, or until the time is over.</summary>
    /// <returns>The number of rounds.</returns>
    public int Run(int rounds, TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        var round = 0;
        while (round < rounds && Stopwatch.GetElapsedTime(started) < limit)
        {
            round++;
            var (schema, document) = (Mutate(), Mutate());
            try
            {
                Check(schema, document);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"Seed {seed}, round {round}\nschema: {schema}\ndocument: {document}",
                    exception
                );
            }
        }

        return round;
    }

    private void Check(string schemaText, string documentText)
    {
        if (
            !TryParse(schemaText, out var schema)
            || !CompiledSchema.TryCompile(schema, Options, out var compiled, out var faults)
        )
        {
            return;
        }

        Compiled++;
        Require(faults.Count == 0, "a schema that compiled has faults");
        if (!TryParse(documentText, out var document))
        {
            return;
        }

        var valid = compiled.IsValid(document);
        var result = compiled.Validate(document);
        Require(valid == result.IsValid, "IsValid and Validate differ");
        Require(!compiled.AcceptsAnything || valid, "a schema that accepts anything rejects something");
        Require(TryParse(Write(result.WriteBasicOutput), out _), "the output is not JSON");
        Require(
            TryParse(Write(writer => compiled.WriteShaped(writer, document)), out _),
            "the shaped value is not JSON"
        );
        using var coerced = compiled.Coerce(document);
        Require(!valid || compiled.IsValid(coerced.RootElement), "coercion broke a valid value");
    }

    private string Mutate()
    {
        var text = Corpus[random.Next(Corpus.Length)];
        for (var i = random.Next(4); i > 0; i--)
        {
            var (at, to) = Part(text);
            text = text[..at] + Replacement(text[at..to]) + text[to..];
        }

        return text;
    }

    // A run of characters, most often a whole JSON value.
    private (int From, int To) Part(string text)
    {
        var at = random.Next(text.Length);
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            while (random.Next(8) > 0 && reader.Read())
            {
                if (
                    reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject
                    || reader.TokenStartIndex < at
                )
                {
                    continue;
                }

                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                var end = Math.Min((int)reader.BytesConsumed, text.Length);
                return start <= end ? (start, end) : (at, at);
            }
        }
        catch (JsonException)
        {
            // Already broken by an earlier mutation.
        }

        return (at, Math.Min(at + random.Next(3), text.Length));
    }

    private string Replacement(string old) =>
        random.Next(5) switch
        {
            0 => $"[{old},{old}]",
            1 => $$"""{"{{"abc"[random.Next(3)]}}":{{old}}}""",
            2 => Corpus[random.Next(Corpus.Length)],
            3 => ((char)random.Next(32, 127)).ToString(),
            _ => Tokens[random.Next(Tokens.Length)],
        };

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static bool TryParse(string text, out JsonElement element)
    {
        try
        {
            element = JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            element = default;
            return false;
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
