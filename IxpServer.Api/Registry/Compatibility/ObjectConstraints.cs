using System.Text.Json;
using IxpServer.Api.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>Demands on the members of objects.</summary>
internal static class ObjectConstraints
{
    private static readonly JsonElement Text = JsonElement.Parse("""{"type":"string"}""");

    internal static void Check(
        Comparison comparison,
        AcceptedValues old,
        JsonElement next,
        JsonProperty member,
        References references,
        string at,
        List<SchemaBreak> breaks
    )
    {
        if (!old.ValueTypes.HasFlag(ValueTypes.Object))
        {
            return;
        }

        switch (member.Name)
        {
            case "required":
                foreach (var name in Names(member.Value).Where(name => !IsRequired(old, name)))
                {
                    breaks.Add(new(at, $"newly asks for '{name}'"));
                }

                break;
            case "properties":
                foreach (var property in member.Value.EnumerateObject())
                {
                    Property(property);
                }

                break;
            case "additionalProperties" when !member.Value.IsOpen():
                breaks.AddRange(Best(old, part => Rest(part, next, member.Value)));
                break;
            case "patternProperties":
                foreach (var pattern in member.Value.EnumerateObject())
                {
                    breaks.AddRange(Best(old, part => Pattern(part, pattern)));
                }

                break;
            case "propertyNames":
                var names = old.Values("propertyNames")
                    .Aggregate(AcceptedValues.Of(Text, old.References), (all, one) => all.And(one));
                breaks.AddRange(comparison.Breaks(names, member.Value, references, at));
                break;
            case "dependentRequired":
                Dependencies();
                break;
            case "dependentSchemas":
                foreach (var trigger in member.Value.EnumerateObject().Where(one => !old.Property(one.Name).IsEmpty))
                {
                    var known = old
                        .Parts.Select(part => part.Child("dependentSchemas", trigger.Name))
                        .OfType<JsonElement>()
                        .Aggregate(old, (all, one) => all.And(one));
                    breaks.AddRange(comparison.Breaks(known, trigger.Value, references, Place(trigger)));
                }

                break;
        }

        string Place(JsonProperty child) => $"{at}/{JsonReading.PointerToken(child.Name)}";

        void Property(JsonProperty property)
        {
            if (!IsNew(old, property.Name, at))
            {
                breaks.AddRange(
                    comparison.Breaks(old.Property(property.Name), property.Value, references, Place(property))
                );
            }
        }

        void Dependencies()
        {
            foreach (var trigger in member.Value.EnumerateObject().Where(one => !old.Property(one.Name).IsEmpty))
            {
                var known = old
                    .Parts.Select(part => part.Child("dependentRequired", trigger.Name))
                    .OfType<JsonElement>()
                    .SelectMany(Names)
                    .ToHashSet(StringComparer.Ordinal);
                breaks.AddRange(
                    Names(trigger.Value)
                        .Where(name => !known.Contains(name) && !IsRequired(old, name))
                        .Select(name => new SchemaBreak(Place(trigger), $"newly asks for '{name}'"))
                );
            }
        }

        // Every member of an object that the old part accepts is one of its properties, fits one of its patterns, or
        // is one of the rest.
        IEnumerable<SchemaBreak> Rest(JsonElement part, JsonElement schema, JsonElement rest)
        {
            var parent = at[..^"/additionalProperties".Length];
            foreach (var gone in part.Members("properties").Where(one => schema.Child("properties", one.Name) is null))
            {
                if (comparison.Breaks(old.Property(gone.Name), rest, references, at).Count > 0)
                {
                    var place = $"{parent}/properties/{JsonReading.PointerToken(gone.Name)}";
                    yield return new(place, "is gone, and additionalProperties refuses what it accepted");
                }
            }

            var patterns = part.Members("patternProperties")
                .Where(one => schema.Child("patternProperties", one.Name) is null)
                .Select(one => one.Value);
            foreach (var other in patterns.Append(part.Child("additionalProperties") ?? Open))
            {
                foreach (
                    var fault in comparison.Breaks(AcceptedValues.PartOf(other, old.References), rest, references, at)
                )
                {
                    yield return fault;
                }
            }
        }

        IEnumerable<SchemaBreak> Pattern(JsonElement part, JsonProperty pattern)
        {
            var values = part.Child("patternProperties", pattern.Name) is { } same
                ? [same]
                : part.Members("properties")
                    .Concat(part.Members("patternProperties"))
                    .Select(one => one.Value)
                    .Append(part.Child("additionalProperties") ?? Open);
            return values.SelectMany(value =>
                comparison.Breaks(
                    AcceptedValues.PartOf(value, old.References),
                    pattern.Value,
                    references,
                    Place(pattern)
                )
            );
        }
    }

    private static JsonElement Open { get; } = JsonElement.Parse("true");

    /// <summary>The breaks against the part that implies most: one that implies all is enough.</summary>
    private static List<SchemaBreak> Best(AcceptedValues old, Func<JsonElement, IEnumerable<SchemaBreak>> compare) =>
        old.Parts.Append(JsonElement.Parse("{}")).Select(part => compare(part).ToList()).MinBy(breaks => breaks.Count)!;

    /// <summary>
    /// A member that the old schema neither declared nor spoke of. Such members were dropped, so that no caller had a
    /// reason to send one: a new optional parameter is no break. An object without any declared member kept all that it
    /// got; only of the outermost, an intent's parameters, that means that there were none.
    /// </summary>
    private static bool IsNew(AcceptedValues old, string name, string at) =>
        !old.HasChoices
        && !old.HasUnknownParts
        && !IsRequired(old, name)
        && (at is "/properties" || old.Parts.Any(part => part.Members("properties").Any()))
        && old.Parts.All(part =>
            part.Child("properties", name) is null
            && part.Child("patternProperties") is null
            && part.Child("additionalProperties") is null
        );

    private static bool IsRequired(AcceptedValues old, string name) =>
        old.Values("required").Any(names => Names(names).Contains(name, StringComparer.Ordinal));

    private static IEnumerable<string> Names(JsonElement names) =>
        names.ValueKind is JsonValueKind.Array
            ? names.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.String).Select(one => one.GetString()!)
            : [];
}
