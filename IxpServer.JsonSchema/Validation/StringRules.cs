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
    private int mostBytes = int.MaxValue;
    private CountLimit? minLength;
    private CountLimit? maxLength;
    private Pattern? pattern;
    private FormatCheck? format;
    private string? formatName;

    /// <summary>Reads the keywords.</summary>
    public static StringRules? Read(SchemaReader reader)
    {
        var rules = new StringRules
        {
            minLength = reader.Count("minLength"),
            maxLength = reader.Count("maxLength"),
            formatName = reader.Text("format"),
        };
        rules.leastBytes = (rules.minLength?.Value ?? 0) * 12L;
        rules.mostBytes = rules.maxLength?.Value ?? int.MaxValue;
        if (reader.Text("pattern") is { } source)
        {
            rules.pattern = Pattern.Compile(source, reader.Compiler.Options.RegexTimeout, out var error);
            if (error is not null)
            {
                reader.Fault("pattern", error);
            }
        }

        var asserted =
            reader.Compiler.Options.AssertFormats
            || (reader.Place.Resource.Vocabularies & Vocabularies.FormatAssertion) != Vocabularies.None;
        rules.format = asserted && rules.formatName is not null ? Format.Find(rules.formatName) : null;
        var isEmpty = rules is { minLength: null, maxLength: null, pattern: null, format: null };
        return isEmpty ? null : rules;
    }

    /// <summary>Evaluates a string, given as the bytes between its quotes.</summary>
    public bool Evaluate(ReadOnlySpan<byte> raw, SchemaNode node, Run run)
    {
        var ok = (raw.Length <= mostBytes && raw.Length >= leastBytes) || EvaluateLength(raw, node, run);
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
            run.Faults?.Add(node, "pattern", $"must match the pattern '{Messages.Cut(pattern.Source)}'");
        }

        if (format is not null && (ok || run.Faults is not null) && !format(text))
        {
            ok = false;
            run.Faults?.Add(node, "format", $"must be a valid {formatName}", new() { Expected = formatName });
        }

        return ok;
    }

    private bool EvaluateLength(ReadOnlySpan<byte> raw, SchemaNode node, Run run)
    {
        var length = JsonText.CountCodePoints(raw);
        var ok = true;
        if (length < minLength?.Value)
        {
            ok = false;
            var limit = minLength.Value.Source;
            run.Faults?.Add(
                node,
                "minLength",
                $"must have at least {Messages.Count(limit, "character")}",
                new() { Limit = limit }
            );
        }

        if (length > maxLength?.Value)
        {
            ok = false;
            var limit = maxLength.Value.Source;
            run.Faults?.Add(
                node,
                "maxLength",
                $"must have at most {Messages.Count(limit, "character")}",
                new() { Limit = limit }
            );
        }

        return ok;
    }
}
