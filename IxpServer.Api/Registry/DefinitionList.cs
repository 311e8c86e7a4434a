using System.IO.Compression;
using System.Text;
using IxpServer.Api.Http;

namespace IxpServer.Api.Registry;

/// <summary>Writes lists of definitions: <c>{"intents":[…],"version":"1.0.0","timestamp":…}</c>.</summary>
internal static class DefinitionList
{
    /// <summary>The version of the discovery format.</summary>
    internal const string FormatVersion = "1.0.0";

    /// <param name="name">The list's member.</param>
    /// <param name="definitions">What is listed.</param>
    /// <param name="timestamp">When anything of its kind last changed.</param>
    /// <param name="isKept">Whether it is sent so often that compressing it well is worth the time.</param>
    internal static PreparedBody Prepare(
        string name,
        IEnumerable<IDefinition> definitions,
        DateTimeOffset timestamp,
        bool isKept = true
    )
    {
        // Written at once and in its size: a large registry's list has many megabytes.
        var parts = definitions.Select(definition => definition.Utf8).ToList();
        byte[] start = [.. "{\""u8, .. Encoding.UTF8.GetBytes(name), .. "\":["u8];
        var end = Encoding.UTF8.GetBytes(
            $"],\"version\":\"{FormatVersion}\",\"timestamp\":\"{Timestamps.Format(timestamp)}\"}}"
        );
        var commas = Math.Max(0, parts.Count - 1);
        var body = new byte[start.Length + parts.Sum(part => part.Length) + commas + end.Length];
        start.CopyTo(body, 0);
        var at = start.Length;
        foreach (var part in parts)
        {
            if (at > start.Length)
            {
                body[at++] = (byte)',';
            }

            part.Span.CopyTo(body.AsSpan(at));
            at += part.Length;
        }

        end.CopyTo(body, at);
        return new PreparedBody(
            body,
            "application/json; charset=utf-8",
            isKept ? CompressionLevel.Optimal : CompressionLevel.Fastest
        );
    }
}
