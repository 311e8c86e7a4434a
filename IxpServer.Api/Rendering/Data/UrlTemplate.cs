namespace IxpServer.Api.Rendering.Data;

/// <summary>
/// A provider's URL with names in braces. A pair of the query whose value is not there is left out; the path needs all
/// of its values. The fragment is never sent.
/// </summary>
internal sealed class UrlTemplate
{
    private readonly string _path;
    private readonly IReadOnlyList<string>? _pairs;

    /// <summary>Takes a template apart.</summary>
    internal UrlTemplate(string template)
    {
        var (address, _) = Cut(template, '#');
        (_path, var query) = Cut(address, '?');
        _pairs = query is null ? null : [.. Split(query)];
    }

    /// <summary>The names that the path needs.</summary>
    internal IEnumerable<string> PathNames => Template.Names(_path);

    /// <summary>The names that the query has a use for.</summary>
    internal IEnumerable<string> QueryNames => (_pairs ?? []).SelectMany(Template.Names);

    /// <summary>The URL with values; each is escaped, so that none can change the path or the host.</summary>
    /// <param name="valueOf">The value of a name; null for none.</param>
    /// <exception cref="DataProviderException">The path lacks a value, or one would change which path it is.</exception>
    internal Uri Expand(Func<string, string?> valueOf)
    {
        var path = Template.Expand(
            _path,
            name =>
                valueOf(name) is { } value
                    ? Uri.EscapeDataString(value)
                    : throw new DataProviderException(
                        DataFailure.MissingValue,
                        $"The path of the URL needs parameter '{name}', which the request lacks"
                    )
        );

        // Escaping leaves dots alone, and a segment of one or two dots means another directory.
        if (path.Split('/').Any(segment => segment is "." or ".."))
        {
            throw new DataProviderException(
                DataFailure.BadValue,
                "A value would change the path of the provider's URL"
            );
        }

        var pairs = _pairs?.Select(pair => ExpandPair(pair, valueOf)).OfType<string>().ToList();
        var url = pairs is { Count: > 0 } ? $"{path}?{string.Join('&', pairs)}" : path;
        return Uri.TryCreate(url, UriKind.Absolute, out var uri)
            ? uri
            : throw new DataProviderException(DataFailure.Misconfigured, "The provider's URL is none");
    }

    private static string? ExpandPair(string pair, Func<string, string?> valueOf)
    {
        var isWhole = true;
        var expanded = Template.Expand(
            pair,
            name =>
            {
                var value = valueOf(name);
                isWhole &= value is not null;
                return Uri.EscapeDataString(value ?? "");
            }
        );
        return isWhole ? expanded : null;
    }

    private static (string Before, string? After) Cut(string text, char separator) =>
        IndexOf(text, separator, 0) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);

    private static IEnumerable<string> Split(string query)
    {
        var start = 0;
        for (var at = IndexOf(query, '&', 0); at >= 0; at = IndexOf(query, '&', start))
        {
            yield return query[start..at];
            start = at + 1;
        }

        yield return query[start..];
    }

    // A parameter's name may have any characters, also those that separate the parts of a URL.
    private static int IndexOf(string text, char separator, int start)
    {
        var isInName = false;
        for (var at = start; at < text.Length; at++)
        {
            if (text[at] == separator && !isInName)
            {
                return at;
            }

            isInName = text[at] is '{' || (isInName && text[at] is not '}');
        }

        return -1;
    }
}
