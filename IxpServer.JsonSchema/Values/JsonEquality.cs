using System.Text.Json;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Values;

/// <summary>
/// Equality of JSON values (JSON Schema Core 2020-12, section 4.2.2): numbers by value, objects without regard to order.
/// </summary>
internal static class JsonEquality
{
    // Up to this many members an object is searched member by member; beyond, through a dictionary.
    private const int SmallObject = 16;

    /// <summary>Compares two values; when a budget runs out they count as different.</summary>
    public static bool AreEqual(JsonElement left, JsonElement right, Run run)
    {
        if (left.ValueKind != right.ValueKind || !run.Step())
        {
            return false;
        }

        return left.ValueKind switch
        {
            JsonValueKind.String => AreEqualTexts(JsonText.Raw(left), JsonText.Raw(right)),
            JsonValueKind.Number => JsonNumber.AreEqual(left, right),
            JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength()
                && Nested(static (l, r, run) => AreEqualArrays(l, r, run), left, right, run),
            JsonValueKind.Object => left.GetPropertyCount() == right.GetPropertyCount()
                && Nested(static (l, r, run) => AreEqualObjects(l, r, run), left, right, run),
            _ => true,
        };
    }

    private static bool Nested(
        Func<JsonElement, JsonElement, Run, bool> compare,
        JsonElement left,
        JsonElement right,
        Run run
    )
    {
        if (!run.Enter())
        {
            return false;
        }

        var equal = compare(left, right, run);
        run.Leave();
        return equal;
    }

    private static bool AreEqualTexts(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (!left.Contains((byte)'\\') && !right.Contains((byte)'\\'))
        {
            return left.SequenceEqual(right);
        }

        using var a = new UnescapedText(left, stackalloc byte[128]);
        using var b = new UnescapedText(right, stackalloc byte[128]);
        return a.Bytes.SequenceEqual(b.Bytes);
    }

    private static bool AreEqualArrays(JsonElement left, JsonElement right, Run run)
    {
        var other = right.EnumerateArray();
        foreach (var item in left.EnumerateArray())
        {
            if (!other.MoveNext() || !AreEqual(item, other.Current, run))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqualObjects(JsonElement left, JsonElement right, Run run)
    {
        if (left.GetPropertyCount() > SmallObject)
        {
            return AreEqualLargeObjects(left, right, run);
        }

        foreach (var member in left.EnumerateObject())
        {
            if (!TryFind(right, member, out var value) || !AreEqual(member.Value, value, run))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryFind(JsonElement container, JsonProperty member, out JsonElement value)
    {
        using var name = new UnescapedText(
            System.Runtime.InteropServices.JsonMarshal.GetRawUtf8PropertyName(member),
            stackalloc byte[128]
        );
        foreach (var candidate in container.EnumerateObject())
        {
            if (candidate.NameEquals(name.Bytes))
            {
                value = candidate.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static bool AreEqualLargeObjects(JsonElement left, JsonElement right, Run run)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in right.EnumerateObject())
        {
            members[PropertyName.Of(member)] = member.Value;
        }

        foreach (var member in left.EnumerateObject())
        {
            if (!members.TryGetValue(PropertyName.Of(member), out var value) || !AreEqual(member.Value, value, run))
            {
                return false;
            }
        }

        return true;
    }
}
