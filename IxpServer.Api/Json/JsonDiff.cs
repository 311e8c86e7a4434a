using System.Text.Json;

namespace IxpServer.Api.Json;

/// <summary>What differs between two JSON documents, place by place. Arrays are compared item by item.</summary>
internal static class JsonDiff
{
    private const int Most = 200;

    internal static IReadOnlyList<Difference> Between(JsonElement before, JsonElement after)
    {
        var differences = new List<Difference>();
        Compare(before, after, "", differences);
        return differences;
    }

    private static void Compare(JsonElement before, JsonElement after, string at, List<Difference> found)
    {
        if (found.Count >= Most)
        {
            return;
        }

        switch (before.ValueKind, after.ValueKind)
        {
            case (JsonValueKind.Object, JsonValueKind.Object):
                var names = before.EnumerateObject().Concat(after.EnumerateObject()).Select(member => member.Name);
                foreach (var name in names.Distinct(StringComparer.Ordinal))
                {
                    Child(Member(before, name), Member(after, name), $"{at}/{JsonReading.PointerToken(name)}", found);
                }

                break;
            case (JsonValueKind.Array, JsonValueKind.Array):
                for (var index = 0; index < Math.Max(before.GetArrayLength(), after.GetArrayLength()); index++)
                {
                    Child(Item(before, index), Item(after, index), $"{at}/{index}", found);
                }

                break;
            default:
                if (!JsonElement.DeepEquals(before, after))
                {
                    found.Add(new("replace", at, before, after));
                }

                break;
        }
    }

    private static void Child(JsonElement? before, JsonElement? after, string at, List<Difference> found)
    {
        if (before is { } old && after is { } next)
        {
            Compare(old, next, at, found);
        }
        else if (found.Count < Most)
        {
            found.Add(new(before is null ? "add" : "remove", at, before, after));
        }
    }

    private static JsonElement? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Item(JsonElement json, int index) => index < json.GetArrayLength() ? json[index] : null;
}

/// <summary>One difference between two JSON documents.</summary>
/// <param name="Op"><c>add</c>, <c>remove</c> or <c>replace</c>.</param>
/// <param name="Path">A JSON Pointer to the place.</param>
/// <param name="Before">The value before.</param>
/// <param name="After">The value after.</param>
public sealed record Difference(string Op, string Path, JsonElement? Before = null, JsonElement? After = null);
