using System.Runtime.InteropServices;
using System.Text.Json;

namespace IxpServer.JsonSchema.Values;

/// <summary>Questions about numbers in documents, answered exactly.</summary>
internal static class JsonNumber
{
    /// <summary>Whether a number has no fraction (JSON Schema Validation 2020-12, section 6.1.1).</summary>
    public static bool IsInteger(JsonElement number)
    {
        var raw = JsonMarshal.GetRawUtf8Value(number);
        return !raw.ContainsAny((byte)'.', (byte)'e', (byte)'E') || new ExactNumber(raw).IsInteger;
    }

    /// <summary>Whether two numbers have the same value.</summary>
    public static bool AreEqual(JsonElement left, JsonElement right)
    {
        var a = JsonMarshal.GetRawUtf8Value(left);
        var b = JsonMarshal.GetRawUtf8Value(right);
        return a.SequenceEqual(b) || new ExactNumber(a).CompareTo(new ExactNumber(b)) == 0;
    }

    /// <summary>A hash that is the same for equal values.</summary>
    public static int Hash(JsonElement number) => new ExactNumber(JsonMarshal.GetRawUtf8Value(number)).Hash();
}
