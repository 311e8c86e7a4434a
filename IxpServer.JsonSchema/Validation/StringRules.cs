using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Formats;
using IxpServer.JsonSchema.Patterns;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// Length, <c>pattern</c> and <c>format</c> of strings (JSON Schema Validation 2020-12, sections 6.3 and 7).
/// </summary>
internal sealed class StringRules
{
    // A code point takes one to twelve bytes: between these lengths there is no need to count.
    private long leastBytes;
    private int mostBytes;
    private CountRules? length;
    private Pattern? pattern;
    private FormatCheck? format;
    private string? formatName;

    /// <summary>Reads the keywords.</summary>
    public static StringRules? Read(SchemaReader reader)
    {
        var rules = new StringRules
        {
            length = CountRules.Read(reader, CountKind.Characters),
            formatName = reader.Text("format"),
        };
        rules.leastBytes = rules.length is { Min: > 0 and var min } ? ((min - 1) * 12L) + 1 : 0;
        rules.mostBytes = rules.length?.Max ?? int.MaxValue;
        if (reader.Text("pattern") is { } source)
        {
            rules.pattern = reader.Compiler.CompilePattern(source, out var error);
            if (error is not null)
            {
                reader.Fault("pattern", error);
            }
        }

        var asserted = reader.Compiler.Options.AssertFormats || reader.Dialect.AssertsFormats;
        rules.format =
            asserted && rules.formatName is not null ? Format.Find(rules.formatName, reader.Dialect.Draft) : null;
        var isEmpty = rules is { length: null, pattern: null, format: null };
        return isEmpty ? null : rules;
    }

    /// <summary>Evaluates a string, given as the bytes between its quotes.</summary>
    public bool Evaluate(ReadOnlySpan<byte> raw, SchemaNode node, Run run)
    {
        var ok =
            (raw.Length >= leastBytes && raw.Length <= mostBytes)
            || length!.Evaluate(JsonText.CountCodePoints(raw), node, run);
        if ((pattern is null && format is null) || (!ok && run.Faults is null))
        {
            return ok;
        }

        return (raw.Contains((byte)'\\') ? EvaluateEscaped(raw, node, run) : EvaluateText(raw, node, run)) && ok;
    }

    private bool EvaluateEscaped(ReadOnlySpan<byte> raw, SchemaNode node, Run run)
    {
        using var text = new UnescapedText(raw, stackalloc byte[256]);
        return EvaluateText(text.Bytes, node, run);
    }

    private bool EvaluateText(ReadOnlySpan<byte> text, SchemaNode node, Run run)
    {
        var ok = true;
        if (pattern is not null && !pattern.IsMatch(text, run))
        {
            ok = false;

            // Text that took too long to match is not known to be wrong: the run says what happened.
            if (run.Exhausted is not null)
            {
                return false;
            }

            run.Faults?.Add(node, "pattern", $"must match the pattern '{Messages.Cut(pattern.Source)}'");
        }

        if (format is not null && (ok || run.Faults is not null) && !format(text))
        {
            ok = false;
            run.Faults?.Add(node, "format", $"must be a valid {formatName}", new() { Expected = formatName });
        }

        return ok;
    }
}
