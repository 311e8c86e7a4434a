using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Patterns;
using IxpServer.JsonSchema.Shaping;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// Members of objects (JSON Schema Core 2020-12, section 10.3.2; Validation, section 6.5), in one pass over the members.
/// </summary>
internal sealed class ObjectRules
{
    private PropertyTable? table;
    private SchemaNode[] schemas = [];
    private PresenceRules? presence;
    private SchemaNode? names;
    private CountLimit? minProperties;
    private CountLimit? maxProperties;

    /// <summary>Whether the keyword <c>properties</c> is there.</summary>
    public bool HasProperties { get; private set; }

    /// <summary>The schemas of <c>properties</c> in the schema's order.</summary>
    public IReadOnlyList<(string Name, SchemaNode Schema)> Properties { get; private set; } = [];

    /// <summary>The schemas of <c>patternProperties</c>.</summary>
    public PatternProperty[] Patterns { get; private set; } = [];

    /// <summary>The schema of <c>additionalProperties</c>.</summary>
    public SchemaNode? Additional { get; private set; }

    /// <summary>Every schema applied to values of members.</summary>
    public IEnumerable<SchemaNode> Schemas =>
        [
            .. Properties.Select(property => property.Schema),
            .. Patterns.Select(property => property.Schema),
            .. Additional is null ? Array.Empty<SchemaNode>() : [Additional],
        ];

    /// <summary>Reads the keywords.</summary>
    public static ObjectRules? Read(SchemaReader reader)
    {
        var properties = reader.SchemaMap("properties");
        var rules = new ObjectRules
        {
            HasProperties = properties is not null,
            Properties = [.. (properties ?? []).DistinctBy(property => property.Name)],
            Patterns = PatternProperty.Read(reader),
            Additional = reader.Schema("additionalProperties"),
            names = reader.Schema("propertyNames"),
            minProperties = reader.Count("minProperties"),
            maxProperties = reader.Count("maxProperties"),
        };
        var allNames = rules.Properties.Select(property => property.Name).ToList();
        rules.presence = PresenceRules.Read(reader, allNames);
        rules.table = PropertyTable.Of(allNames);
        rules.schemas = [.. rules.Properties.Select(property => property.Schema)];
        var isEmpty =
            rules
                is {
                    HasProperties: false,
                    Additional: null,
                    names: null,
                    minProperties: null,
                    maxProperties: null,
                    presence: null
                }
            && rules.Patterns.Length == 0;
        return isEmpty ? null : rules;
    }

    /// <summary>Adds the schemas that a member of this name must satisfy.</summary>
    /// <returns>Whether there are any that admit something.</returns>
    public bool AddSchemas(ReadOnlySpan<byte> name, bool isOverlay, List<ShapeEntry> entries, Run run)
    {
        var before = entries.Count;
        var position = table?.Find(name) ?? -1;
        if (position >= 0 && position < Properties.Count)
        {
            entries.Add(new ShapeEntry(Properties[position].Schema, isOverlay));
        }

        foreach (var (pattern, schema) in Patterns)
        {
            if (pattern.IsMatch(name, run))
            {
                entries.Add(new ShapeEntry(schema, isOverlay));
            }
        }

        if (entries.Count == before && Additional is { IsFalse: false })
        {
            entries.Add(new ShapeEntry(Additional, isOverlay));
        }

        return entries.Count > before;
    }

    /// <summary>Evaluates an object.</summary>
    public bool Evaluate(JsonElement value, SchemaNode node, Run run)
    {
        var ok = (minProperties is null && maxProperties is null) || EvaluateCount(value.GetPropertyCount(), node, run);
        if (!ok && run.Faults is null)
        {
            return false;
        }

        var marks = run.Marks.Suspend();
        var words = table is null ? 0 : (table.Count + 63) >> 6;
        if (words <= 1)
        {
            var seen = 0UL;
            ok &= EvaluateMembers(value, node, run, marks, new Span<ulong>(ref seen));
        }
        else
        {
            var seen = ArrayPool<ulong>.Shared.Rent(words);
            Array.Clear(seen);
            ok &= EvaluateMembers(value, node, run, marks, seen);
            ArrayPool<ulong>.Shared.Return(seen);
        }

        run.Marks.Resume(marks);
        return ok;
    }

    private bool EvaluateMembers(JsonElement value, SchemaNode node, Run run, MarkFrame marks, Span<ulong> seen)
    {
        var ok = true;
        var position = 0;
        var next = 0;
        var looksAtNames = names is not null || Patterns.Length > 0;
        foreach (var member in value.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            var index = table is null ? -1 : table.Find(name, ref next);
            if ((index < 0 || table!.HasBackslash) && name.Contains((byte)'\\'))
            {
                ok &= EvaluateEscaped(name, member.Value, position, run, marks, seen);
            }
            else if ((uint)index < (uint)schemas.Length && run.Faults is null && !looksAtNames)
            {
                seen[index >> 6] |= 1UL << index;
                ok = schemas[index].Evaluate(member.Value, run);
                run.Marks.Add(marks, position);
            }
            else
            {
                ok &= EvaluateMember(name, name, index, member.Value, position, run, marks, seen);
            }

            if (!ok && run.Faults is null)
            {
                return false;
            }

            position++;
        }

        return (presence is null || presence.Evaluate(seen, table!, node, run)) && ok;
    }

    private bool EvaluateEscaped(
        ReadOnlySpan<byte> raw,
        JsonElement value,
        int position,
        Run run,
        MarkFrame marks,
        Span<ulong> seen
    )
    {
        using var name = new UnescapedText(raw, stackalloc byte[128]);
        var index = table?.Find(name.Bytes) ?? -1;
        return EvaluateMember(raw, name.Bytes, index, value, position, run, marks, seen);
    }

    private bool EvaluateMember(
        ReadOnlySpan<byte> raw,
        ReadOnlySpan<byte> name,
        int index,
        JsonElement value,
        int position,
        Run run,
        MarkFrame marks,
        Span<ulong> seen
    )
    {
        var evaluated = false;
        var ok = true;
        if (index >= 0)
        {
            seen[index >> 6] |= 1UL << index;
            if (index < Properties.Count)
            {
                evaluated = true;
                var (text, schema) = Properties[index];
                ok = run.Faults is null
                    ? schema.Evaluate(value, run)
                    : EvaluateWithFaults(schema, value, "properties", text, text, run, run.Faults);
            }
        }

        if (names is not null && (ok || run.Faults is not null))
        {
            ok &= EvaluateName(raw, name, run);
        }

        for (var i = 0; i < Patterns.Length && (ok || run.Faults is not null); i++)
        {
            if (Patterns[i].Pattern.IsMatch(name, run))
            {
                evaluated = true;
                ok &= Evaluate(Patterns[i].Schema, value, "patternProperties", Patterns[i].Pattern.Source, name, run);
            }
        }

        if (!evaluated && Additional is not null && (ok || run.Faults is not null))
        {
            evaluated = true;
            ok &= Evaluate(Additional, value, "additionalProperties", null, name, run);
        }

        if (evaluated)
        {
            run.Marks.Add(marks, position);
        }

        return ok;
    }

    private bool EvaluateName(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> name, Run run)
    {
        if (run.Faults is not { } faults)
        {
            return names!.EvaluateName(raw, run);
        }

        faults.EnterValue(Encoding.UTF8.GetString(name));
        faults.Enter("propertyNames");
        var ok = names!.EvaluateName(raw, run);
        faults.Leave();
        faults.LeaveValue();
        return ok;
    }

    private static bool Evaluate(
        SchemaNode schema,
        JsonElement value,
        string keyword,
        string? part,
        ReadOnlySpan<byte> name,
        Run run
    ) =>
        run.Faults is null
            ? schema.Evaluate(value, run)
            : EvaluateWithFaults(schema, value, keyword, part, Encoding.UTF8.GetString(name), run, run.Faults);

    private static bool EvaluateWithFaults(
        SchemaNode schema,
        JsonElement value,
        string keyword,
        string? part,
        string name,
        Run run,
        FaultCollector faults
    )
    {
        faults.EnterValue(name);
        var ok = faults.EvaluateMember(schema, value, keyword, part, run);
        faults.LeaveValue();
        return ok;
    }

    private bool EvaluateCount(int count, SchemaNode node, Run run)
    {
        var ok = true;
        if (count < minProperties?.Value)
        {
            ok = false;
            var limit = minProperties.Value.Source;
            var message = limit.GetRawText() == "1" ? "1 property" : $"{limit.GetRawText()} properties";
            run.Faults?.Add(node, "minProperties", $"must have at least {message}", new() { Limit = limit });
        }

        if (count > maxProperties?.Value)
        {
            ok = false;
            var limit = maxProperties.Value.Source;
            var message = limit.GetRawText() == "1" ? "1 property" : $"{limit.GetRawText()} properties";
            run.Faults?.Add(node, "maxProperties", $"must have at most {message}", new() { Limit = limit });
        }

        return ok;
    }
}

/// <summary>One entry of <c>patternProperties</c>.</summary>
internal sealed record PatternProperty(Pattern Pattern, SchemaNode Schema)
{
    /// <summary>Reads the keyword.</summary>
    public static PatternProperty[] Read(SchemaReader reader)
    {
        var found = new List<PatternProperty>();
        foreach (var (source, schema) in reader.SchemaMap("patternProperties") ?? [])
        {
            var pattern = Pattern.Compile(source, reader.Compiler.Options.RegexTimeout, out var error);
            if (error is not null)
            {
                reader.FaultAt(["patternProperties", source], error);
            }
            else
            {
                found.Add(new PatternProperty(pattern!, schema));
            }
        }

        return [.. found];
    }
}
