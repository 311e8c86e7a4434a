using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace IxpServer.JsonSchema.Values;

/// <summary>Property names as .NET strings, for messages and for large comparisons.</summary>
internal static class PropertyName
{
    /// <summary>
    /// The name with escapes resolved. Unlike JsonProperty.Name it never throws: what is not Unicode becomes U+FFFD.
    /// </summary>
    public static string Of(JsonProperty property)
    {
        using var name = new UnescapedText(JsonMarshal.GetRawUtf8PropertyName(property), stackalloc byte[128]);
        return Encoding.UTF8.GetString(name.Bytes);
    }
}
