using System.Globalization;

namespace IxpServer.Data.Connections;

/// <summary>
/// The URL of a database or a cache, taken apart. By hand, because <see cref="Uri"/> knows neither lists of hosts nor
/// directories of sockets, nor passwords with characters that should have been encoded but often are not.
/// </summary>
/// <param name="Scheme">Such as <c>postgresql</c>, in small letters.</param>
/// <param name="User">Null where none is given.</param>
/// <param name="Password">Null where none is given.</param>
/// <param name="Hosts">Each host with its port, if it has one; an IPv6 address has its brackets.</param>
/// <param name="Path">What follows the first slash.</param>
/// <param name="Parameters">The query, in its order.</param>
public sealed record AddressUrl(
    string Scheme,
    string? User,
    string? Password,
    IReadOnlyList<(string Host, int? Port)> Hosts,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Parameters
)
{
    /// <summary>Takes a URL apart.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="isParameter">Whether a parameter of this name is known.</param>
    /// <exception cref="FormatException">It cannot be read; the message repeats nothing of it.</exception>
    public static AddressUrl Parse(string text, Func<string, bool> isParameter)
    {
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        var rest = colon > 0 ? text[(colon + 3)..] : throw new FormatException("not a URL");
        var question = QueryStart(rest, isParameter);
        var query = question < 0 ? "" : rest[(question + 1)..];
        rest = question < 0 ? rest : rest[..question];

        // The last @ ends the user's part: one in a password is often not encoded.
        var at = rest.LastIndexOf('@');
        var user = at < 0 ? [] : rest[..at].Split(':', 2);
        rest = rest[(at + 1)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return new AddressUrl(
            text[..colon].ToLowerInvariant(),
            user is [{ Length: > 0 } name, ..] ? Decode(name) : null,
            user is [_, { Length: > 0 } password] ? Decode(password) : null,
            [.. (slash < 0 ? rest : rest[..slash]).Split(',', StringSplitOptions.TrimEntries).Select(ToHost)],
            slash < 0 ? "" : Decode(rest[(slash + 1)..]),
            [.. Pairs(query).Select(pair => KeyValuePair.Create(pair[0], pair.Length > 1 ? Decode(pair[1]) : ""))]
        );
    }

    /// <summary>
    /// Where the query begins: a ? may stand in a password too. One that an @ follows is of the query only when all that
    /// follows it are known parameters, so that no part of a password is ever taken for a parameter's name.
    /// </summary>
    private static int QueryStart(string rest, Func<string, bool> isParameter)
    {
        for (var i = rest.IndexOf('?'); i >= 0; i = rest.IndexOf('?', i + 1))
        {
            var query = rest[(i + 1)..];
            if (!query.Contains('@', StringComparison.Ordinal) || Pairs(query).All(pair => isParameter(pair[0])))
            {
                return i;
            }
        }

        return -1;
    }

    private static IEnumerable<string[]> Pairs(string query) =>
        query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2));

    private static (string Host, int? Port) ToHost(string text)
    {
        var colon = text.EndsWith(']') ? -1 : text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        if (host.Contains(':', StringComparison.Ordinal) && !(host.StartsWith('[') && host.EndsWith(']')))
        {
            throw new FormatException("an IPv6 address must stand in brackets");
        }

        return (Decode(host), colon < 0 || colon == text.Length - 1 ? null : ToPort(text[(colon + 1)..]));
    }

    /// <summary>A port as a number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static int ToPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new FormatException("a port must be a whole number from 1 to 65535");

    private static string Decode(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw new FormatException("a % in the URL must begin an escape such as %25");
            }
        }

        return Uri.UnescapeDataString(text);
    }
}
