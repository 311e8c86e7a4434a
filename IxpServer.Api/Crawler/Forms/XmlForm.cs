using System.Text;
using System.Text.Json;
using System.Xml;

namespace IxpServer.Api.Crawler.Forms;

/// <summary>
/// Writes a page as XML 1.0: members as elements, the elements of arrays as <c>item</c>, null as an empty element.
/// </summary>
internal static class XmlForm
{
    internal const string ContentType = "application/xml; charset=utf-8";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
    };

    internal static byte[] Write(JsonElement page)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
        {
            Write(xml, "crawlerContent", page);
        }

        return buffer.ToArray();
    }

    private static void Write(XmlWriter xml, string name, JsonElement value)
    {
        // What XML does not allow in a name is written as _xHHHH_, which XmlConvert.DecodeName reverses.
        xml.WriteStartElement(name.Length is 0 ? "_" : XmlConvert.EncodeLocalName(name));
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Write(xml, member.Name, member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Write(xml, "item", item);
                }

                break;
            case JsonValueKind.String:
                xml.WriteString(Allowed(value.GetString()!));
                break;
            case JsonValueKind.Null:
                break;
            default:
                xml.WriteString(value.GetRawText());
                break;
        }

        xml.WriteEndElement();
    }

    /// <summary>The text with U+FFFD for characters that XML 1.0 cannot hold, not even escaped.</summary>
    private static string Allowed(string text) =>
        text.All(IsAllowed)
            ? text
            : string.Create(
                text.Length,
                text,
                (span, source) =>
                {
                    for (var index = 0; index < span.Length; index++)
                    {
                        span[index] = IsAllowed(source[index]) ? source[index] : '\uFFFD';
                    }
                }
            );

    /// <summary>Surrogates are whole pairs here: the text was read from valid JSON.</summary>
    private static bool IsAllowed(char unit) => XmlConvert.IsXmlChar(unit) || char.IsSurrogate(unit);
}
