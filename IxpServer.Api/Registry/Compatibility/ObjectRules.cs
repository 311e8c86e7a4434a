using System.Text.Json;
using IxpServer.Api.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>What is asked of the members of objects.</summary>
internal static class ObjectRules
{
    private static readonly JsonElement Text = JsonElement.Parse("""{"type":"string"}""");

    internal static IEnumerable<SchemaBreak> Required(Demand demand) =>
        Texts(demand.Value)
            .Where(name => !IsRequired(demand.Old, name))
            .Select(name => new SchemaBreak(demand.At, $"newly asks for '{name}'"));

    internal static IEnumerable<SchemaBreak> Properties(Demand demand) =>
        demand
            .Value.EnumerateObject()
            .Where(property => !IsNew(demand.Old, property.Name, demand.At))
            .SelectMany(property =>
                demand.Compare(demand.Old.Property(property.Name), property.Value, demand.Place(property))
            );

    internal static IEnumerable<SchemaBreak> Names(Demand demand)
    {
        var names = demand
            .Old.Values("propertyNames")
            .Aggregate(AcceptedValues.Of(Text, demand.Old.References), (all, one) => all.And(one));
        return demand.Compare(names, demand.Value, demand.At);
    }

    internal static IEnumerable<SchemaBreak> DependentRequired(Demand demand) =>
        from trigger in Triggers(demand)
        let known = demand
            .Old.Parts.Select(part => part.Child("dependentRequired", trigger.Name))
            .OfType<JsonElement>()
            .SelectMany(Texts)
            .ToHashSet(StringComparer.Ordinal)
        from name in Texts(trigger.Value)
        where !known.Contains(name) && !IsRequired(demand.Old, name)
        select new SchemaBreak(demand.Place(trigger), $"newly asks for '{name}'");

    internal static IEnumerable<SchemaBreak> DependentSchemas(Demand demand) =>
        from trigger in Triggers(demand)
        let known = demand
            .Old.Parts.Select(part => part.Child("dependentSchemas", trigger.Name))
            .OfType<JsonElement>()
            .Aggregate(demand.Old, (all, one) => all.And(one))
        from one in demand.Compare(known, trigger.Value, demand.Place(trigger))
        select one;

    /// <summary>
    /// <c>additionalProperties</c>: every member of an object that a part of the old schema accepts is one of its properties,
    /// fits one of its patterns, or is one of the rest.
    /// </summary>
    internal static IEnumerable<SchemaBreak> Rest(Demand demand)
    {
        return demand.Value.IsOpen() ? [] : Best(demand.Old, part => [.. Gone(part), .. Others(part)]);

        IEnumerable<SchemaBreak> Gone(JsonElement part) =>
            part.Members("properties")
                .Where(one => demand.Next.Child("properties", one.Name) is null)
                .Where(one => demand.Compare(demand.Old.Property(one.Name), demand.Value, demand.At).Any())
                .Select(one => new SchemaBreak(
                    $"{demand.At[..^"/additionalProperties".Length]}/properties/{JsonReading.PointerToken(one.Name)}",
                    "is gone, and additionalProperties refuses what it accepted"
                ));

        IEnumerable<SchemaBreak> Others(JsonElement part) =>
            part.Members("patternProperties")
                .Where(one => demand.Next.Child("patternProperties", one.Name) is null)
                .Select(one => one.Value)
                .Append(part.Child("additionalProperties") ?? Open)
                .SelectMany(other => Part(demand, other, demand.Value, demand.At));
    }

    /// <summary><c>patternProperties</c>: any member of the old schema may fit a pattern that it does not have itself.</summary>
    internal static IEnumerable<SchemaBreak> Patterns(Demand demand)
    {
        return demand.Value.EnumerateObject().SelectMany(pattern => Best(demand.Old, part => Pattern(part, pattern)));

        IEnumerable<SchemaBreak> Pattern(JsonElement part, JsonProperty pattern)
        {
            var values = part.Child("patternProperties", pattern.Name) is { } same
                ? [same]
                : part.Members("properties")
                    .Concat(part.Members("patternProperties"))
                    .Select(one => one.Value)
                    .Append(part.Child("additionalProperties") ?? Open);
            return values.SelectMany(value => Part(demand, value, pattern.Value, demand.Place(pattern)));
        }
    }

    private static IEnumerable<SchemaBreak> Part(Demand demand, JsonElement old, JsonElement schema, string place) =>
        demand.Compare(AcceptedValues.PartOf(old, demand.Old.References), schema, place);

    /// <summary>The conditions that a value of the old schema can meet.</summary>
    private static IEnumerable<JsonProperty> Triggers(Demand demand) =>
        demand.Value.EnumerateObject().Where(one => !demand.Old.Property(one.Name).IsEmpty);

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
        old.Values("required").Any(names => Texts(names).Contains(name, StringComparer.Ordinal));

    private static IEnumerable<string> Texts(JsonElement names) =>
        names.ValueKind is JsonValueKind.Array
            ? names.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.String).Select(one => one.GetString()!)
            : [];
}
