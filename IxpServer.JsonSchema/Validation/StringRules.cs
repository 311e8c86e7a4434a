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
        var ok = EvaluateLength(raw, node, run);
        if ((pattern is null && format is null) || (!ok && run.Faults is null))
        {
            return ok;
        }

        using var text = new UnescapedText(raw, stackalloc byte[256]);
        if (pattern is not null && !pattern.IsMatch(text.Bytes, run))
        {
            ok = false;
            run.Faults?.Add(node, "pattern", $"must match the pattern '{Messages.Cut(pattern.Source)}'");
        }

        if (format is not null && (ok || run.Faults is not null) && !format(text.Bytes))
        {
            ok = false;
            run.Faults?.Add(node, "format", $"must be a valid {formatName}", new() { Expected = formatName });
        }

        return ok;
    }

    private bool EvaluateLength(ReadOnlySpan<byte> raw, SchemaNode node, Run run)
    {
        if (minLength is null && maxLength is null)
        {
            return true;
        }

        // A code point takes one to twelve bytes, so that most strings need no counting.
        if (raw.Length <= (maxLength?.Value ?? int.MaxValue) && raw.Length / 12 >= (minLength?.Value ?? 0))
        {
            return true;
        }

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
