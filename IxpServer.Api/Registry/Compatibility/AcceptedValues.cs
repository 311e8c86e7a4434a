using System.Text.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>
/// What is known of every value that the old schema accepts at some place: it satisfies each of the parts, and one of
/// the branches of each choice.
/// </summary>
internal sealed class AcceptedValues
{
    private readonly List<JsonElement> _parts = [];
    private readonly List<JsonElement> _choices = [];
    private readonly HashSet<string> _followed = new(StringComparer.Ordinal);

    private AcceptedValues(References references) => References = references;

    /// <summary>How the parts' references are followed.</summary>
    internal References References { get; }

    /// <summary>Schemas that all apply; each an object.</summary>
    internal IReadOnlyList<JsonElement> Parts => _parts;

    /// <summary>Whether there is no such value.</summary>
    internal bool IsEmpty { get; private set; }

    /// <summary>Whether something may apply besides that is not looked into.</summary>
    internal bool HasUnknownParts { get; private set; }

    /// <summary>Whether some choice has not been taken yet.</summary>
    internal bool HasChoices => _choices.Count > 0;

    /// <summary>The kinds that the values may be of.</summary>
    internal ValueTypes ValueTypes =>
        Values("type").Aggregate(ValueTypes.All, (kinds, type) => kinds & ValueTypeReading.Read(type));

    internal static AcceptedValues Of(JsonElement schema, References references) => Anything(references).And(schema);

    /// <summary>What one schema of several says: the others may say more.</summary>
    internal static AcceptedValues PartOf(JsonElement schema, References references)
    {
        var part = Of(schema, references);
        part.HasUnknownParts = true;
        return part;
    }

    private static AcceptedValues Anything(References references) => new(references);

    /// <summary>The same and one schema more.</summary>
    internal AcceptedValues And(JsonElement schema)
    {
        var both = Copy();
        both.Add(schema);
        return both;
    }

    /// <summary>One promise for each branch of the first choice, which together are this one.</summary>
    internal IEnumerable<AcceptedValues> Split()
    {
        foreach (var branch in _choices[0].EnumerateArray())
        {
            var one = Copy();
            one._choices.RemoveAt(0);
            one.Add(branch);
            yield return one;
        }
    }

    /// <summary>What the parts say under a keyword.</summary>
    internal IEnumerable<JsonElement> Values(string keyword)
    {
        foreach (var part in _parts)
        {
            if (part.TryGetProperty(keyword, out var value))
            {
                yield return value;
            }
        }
    }

    /// <summary>What is known of the member of this name.</summary>
    internal AcceptedValues Property(string name)
    {
        var known = Inner();
        known.HasUnknownParts |= Values("patternProperties").Any();
        foreach (var part in _parts)
        {
            if (part.Child("properties", name) is { } own)
            {
                known.Add(own);
            }
            else if (!part.TryGetProperty("patternProperties", out _) && part.Child("additionalProperties") is { } rest)
            {
                known.Add(rest);
            }
        }

        return known;
    }

    /// <summary>What is known of the item at this place.</summary>
    internal AcceptedValues Item(int index)
    {
        var known = Inner();
        foreach (var part in _parts)
        {
            if (index < part.Count("prefixItems"))
            {
                known.Add(part.GetProperty("prefixItems")[index]);
            }
            else if (part.Child("items") is { } items)
            {
                known.Add(items);
            }
        }

        return known;
    }

    /// <summary>Of what is inside, whatever is not looked into may speak as well.</summary>
    private AcceptedValues Inner() => new(References) { HasUnknownParts = HasUnknownParts || HasChoices };

    private AcceptedValues Copy()
    {
        var copy = new AcceptedValues(References) { IsEmpty = IsEmpty, HasUnknownParts = HasUnknownParts };
        copy._parts.AddRange(_parts);
        copy._choices.AddRange(_choices);
        copy._followed.UnionWith(_followed);
        return copy;
    }

    private void Add(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            IsEmpty |= schema.ValueKind is JsonValueKind.False;
            return;
        }

        _parts.Add(schema);
        foreach (var member in schema.EnumerateObject())
        {
            switch (member.Name)
            {
                case "allOf":
                    foreach (var one in member.Value.EnumerateArray())
                    {
                        Add(one);
                    }

                    break;
                case "anyOf" or "oneOf":
                    _choices.Add(member.Value);
                    break;
                case "$ref":
                    Follow(member.Value);
                    break;
                case "if" or "not" or "dependentSchemas" or "unevaluatedProperties" or "$dynamicRef":
                    HasUnknownParts = true;
                    break;
            }
        }
    }

    private void Follow(JsonElement reference)
    {
        if (References.Resolve(reference) is not { } target)
        {
            HasUnknownParts = true;
        }
        else if (_followed.Add(reference.GetString()!))
        {
            Add(target);
        }
    }
}

/// <summary>Reads parts of schemas.</summary>
internal static class SchemaReading
{
    /// <summary>The schema under a keyword, or under a name within it; null when there is none.</summary>
    internal static JsonElement? Child(this JsonElement schema, string keyword, string? name = null) =>
        !schema.TryGetProperty(keyword, out var value) ? null
        : name is null ? value
        : value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out var child) ? child
        : null;

    /// <summary>How many items an array keyword has.</summary>
    internal static int Count(this JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var value) && value.ValueKind is JsonValueKind.Array
            ? value.GetArrayLength()
            : 0;

    /// <summary>The members under a keyword.</summary>
    internal static IEnumerable<JsonProperty> Members(this JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var value) && value.ValueKind is JsonValueKind.Object
            ? value.EnumerateObject()
            : [];

    /// <summary>Whether a schema accepts everything by its looks.</summary>
    internal static bool IsOpen(this JsonElement schema) =>
        schema.ValueKind is JsonValueKind.True
        || (schema.ValueKind is JsonValueKind.Object && schema.GetPropertyCount() is 0);
}
