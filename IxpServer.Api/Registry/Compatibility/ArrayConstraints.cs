using System.Text.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>Demands on the items of arrays.</summary>
internal static class ArrayConstraints
{
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
        if (!old.ValueTypes.HasFlag(ValueTypes.Array))
        {
            return;
        }

        var most = old.Values("maxItems").Select(Number).DefaultIfEmpty(double.MaxValue).Min();
        if (member.Name is "prefixItems")
        {
            foreach (var (schema, index) in member.Value.EnumerateArray().Select((one, index) => (one, index)))
            {
                Item(index, schema, $"{at}/{index}");
            }
        }
        else if (member.Name is "items")
        {
            // Every place that the old schema describes by itself, and one for all that come after.
            var last = old.Parts.Select(part => part.Count("prefixItems")).DefaultIfEmpty(0).Max();
            var first = next.Count("prefixItems");
            for (var index = first; index <= Math.Max(first, last); index++)
            {
                Item(index, member.Value, at);
            }
        }

        void Item(int index, JsonElement schema, string place)
        {
            if (index < most)
            {
                breaks.AddRange(comparison.Breaks(old.Item(index), schema, references, place));
            }
        }
    }

    private static double Number(JsonElement number) =>
        number.ValueKind is JsonValueKind.Number ? number.GetDouble() : double.MaxValue;
}
