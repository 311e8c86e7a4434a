using System.Text;

namespace IxpServer.Data.Connections;

/// <summary>libpq's other form of a connection string: <c>host=db dbname=ixp password='it''s'</c> (34.1.1.1).</summary>
internal static class ConnectionWords
{
    /// <returns>The parameters in their order; null when the text is of another form.</returns>
    internal static IReadOnlyList<KeyValuePair<string, string>>? Parse(string text)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        for (var at = SkipSpace(text, 0); at < text.Length; at = SkipSpace(text, at))
        {
            var equals = text.IndexOf('=', at);
            var name = equals < 0 ? "" : text[at..equals].TrimEnd();
            if (!PostgresParameters.IsKnown(name))
            {
                return null;
            }

            at = SkipSpace(text, equals + 1);
            if (Value(text, ref at) is not { } value)
            {
                return null;
            }

            parameters.Add(KeyValuePair.Create(name, value));
        }

        return parameters;
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Up to the next space, or the quote that ends it; a backslash takes the next character as it is.</summary>
    private static string? Value(string text, ref int at)
    {
        var value = new StringBuilder();
        var isQuoted = at < text.Length && text[at] is '\'';
        for (at += isQuoted ? 1 : 0; at < text.Length; at++)
        {
            var character = text[at];
            if (isQuoted ? character is '\'' : char.IsWhiteSpace(character))
            {
                at += isQuoted ? 1 : 0;
                return value.ToString();
            }

            if (character is '\\' && at + 1 < text.Length)
            {
                character = text[++at];
            }

            value.Append(character);
        }

        return isQuoted ? null : value.ToString();
    }
}
