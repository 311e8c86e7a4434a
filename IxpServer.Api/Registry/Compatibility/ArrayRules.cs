using System.Text.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>What is asked of the items of arrays.</summary>
internal static class ArrayRules
{
    /// <summary><c>prefixItems</c>: each item by its place.</summary>
    internal static IEnumerable<SchemaBreak> Places(Demand demand) =>
        demand.Children.SelectMany((one, index) => Item(demand, index, one.Json, one.Place));

    /// <summary>
    /// <c>items</c>: every place after those, as far as the old schema describes it by itself, and one for all that come after.
    /// </summary>
    internal static IEnumerable<SchemaBreak> Rest(Demand demand)
    {
        var last = demand.Old.Parts.Select(part => part.Count("prefixItems")).DefaultIfEmpty(0).Max();
        var first = demand.Next.Count("prefixItems");
        return Enumerable
            .Range(first, Math.Max(0, last - first) + 1)
            .SelectMany(index => Item(demand, index, demand.Value, demand.At));
    }

    private static IEnumerable<SchemaBreak> Item(Demand demand, int index, JsonElement schema, string place)
    {
        var max = demand.Old.Values("maxItems").Select(Number).DefaultIfEmpty(double.MaxValue).Min();
        return index < max ? demand.Compare(demand.Old.Item(index), schema, place) : [];
    }

    private static double Number(JsonElement number) =>
        number.ValueKind is JsonValueKind.Number ? number.GetDouble() : double.MaxValue;
}
