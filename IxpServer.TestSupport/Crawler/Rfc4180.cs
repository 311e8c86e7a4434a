using System.Text;

namespace IxpServer.Tests.Crawler;

/// <summary>Reads CSV by the letter of RFC 4180, so that the server's writer is not its own judge.</summary>
internal static class Rfc4180
{
    internal static List<string[]> Read(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        for (var at = 0; at < text.Length; )
        {
            row.Add(text[at] is '"' ? Quoted(text, ref at) : Plain(text, ref at));
            if (at < text.Length && text[at] is ',')
            {
                at++;
                continue;
            }

            if (!text.AsSpan(at).StartsWith("\r\n"))
            {
                throw new FormatException($"At {at}: a record must end with CR LF");
            }

            at += 2;
            rows.Add([.. row]);
            row.Clear();
        }

        return rows;
    }

    private static string Plain(string text, ref int at)
    {
        var length = text.AsSpan(at).IndexOfAny(",\r\n\"");
        var field = text.Substring(at, length);
        at += length;
        return field;
    }

    private static string Quoted(string text, ref int at)
    {
        var field = new StringBuilder();
        for (at++; text[at] is not '"' || text[at + 1] is '"'; at++)
        {
            field.Append(text[at]);
            at += text[at] is '"' ? 1 : 0;
        }

        at++;
        return field.ToString();
    }
}
