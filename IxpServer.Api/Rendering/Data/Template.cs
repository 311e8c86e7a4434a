using System.Text;

namespace IxpServer.Api.Rendering.Data;

/// <summary>Text with names in braces.</summary>
internal static class Template
{
    /// <summary>The names, each once.</summary>
    internal static IReadOnlyCollection<string> Names(string template)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expand(
            template,
            name =>
            {
                names.Add(name);
                return "";
            }
        );
        return names;
    }

    internal static string Expand(string template, Func<string, string> valueOf)
    {
        var text = new StringBuilder(template.Length);
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open and >= 0)
        {
            var length = rest[open..].IndexOf('}');
            if (length < 0)
            {
                break;
            }

            text.Append(rest[..open]).Append(valueOf(rest[(open + 1)..(open + length)].ToString()));
            rest = rest[(open + length + 1)..];
        }

        return text.Append(rest).ToString();
    }
}
