using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>Keywords that mean nothing where they stand, although their authors will have meant something by them.</summary>
internal static class IgnoredKeywords
{
    /// <summary>Finds those of one schema.</summary>
    public static IEnumerable<SchemaFault> Of(SchemaPlace place)
    {
        if (place.Element.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        var isReference = place.IsReferenceAlone;
        foreach (var member in place.Element.EnumerateObject())
        {
            if (Why(member, place.Resource.Dialect, isReference) is { } reason)
            {
                yield return new SchemaFault(JsonPointer.Append(place.Pointer, member.Name), reason);
            }
        }
    }

    private static string? Why(JsonProperty member, Dialect dialect, bool isReference)
    {
        var name = Dialects.NameOf(dialect.Draft);
        if (member.Name == "nullable" && member.Value.ValueKind == JsonValueKind.True)
        {
            return "is a word of OpenAPI 3.0 and admits no null: add \"null\" to 'type'";
        }

        if (dialect.Find(member.Name) is { } keyword)
        {
            return isReference && keyword.IsAssertion
                ? $"means nothing beside '$ref' in {name}: put both into 'allOf'"
                : null;
        }

        // Of a dialect that leaves out a vocabulary its author knows.
        var others = Keyword.All[member.Name];
        if (
            !others.Any(other => other.IsAssertion || other.Holds == Holds.Nothing)
            || others.Any(other => other.First <= dialect.Draft && dialect.Draft <= other.Last)
        )
        {
            return null;
        }

        var first = others.Min(other => other.First);
        return first > dialect.Draft
            ? $"means nothing in {name}: it is a keyword since {Dialects.NameOf(first)}, which '$schema' would have to name"
            : $"means nothing in {name}: it is a keyword until {Dialects.NameOf(others.Max(other => other.Last))}";
    }
}
