using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Values;

/// <summary>Hashes of JSON values that agree with <see cref="JsonEquality"/>; seeded anew in every process.</summary>
internal static class JsonHash
{
    /// <summary>Hashes a value; zero when a budget runs out.</summary>
    public static int Of(JsonElement value, Run run)
    {
        if (!run.Step())
        {
            return 0;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return OfText(JsonText.Raw(value));
            case JsonValueKind.Number:
                return JsonNumber.Hash(value);
            case JsonValueKind.Array or JsonValueKind.Object when run.Enter():
                var hash = value.ValueKind == JsonValueKind.Array ? OfItems(value, run) : OfMembers(value, run);
                run.Leave();
                return hash;
            default:
                return (int)value.ValueKind;
        }
    }

    private static int OfText(ReadOnlySpan<byte> raw)
    {
        using var text = new UnescapedText(raw, stackalloc byte[128]);
        var hash = new HashCode();
        hash.AddBytes(text.Bytes);
        return hash.ToHashCode();
    }

    private static int OfItems(JsonElement array, Run run)
    {
        var hash = new HashCode();
        foreach (var item in array.EnumerateArray())
        {
            hash.Add(Of(item, run));
        }

        return hash.ToHashCode();
    }

    // A sum, because the order of members does not matter.
    private static int OfMembers(JsonElement container, Run run)
    {
        var sum = 1;
        foreach (var member in container.EnumerateObject())
        {
            sum += HashCode.Combine(OfText(JsonMarshal.GetRawUtf8PropertyName(member)), Of(member.Value, run));
        }

        return sum;
    }
}
