namespace IxpServer.JsonSchema.Compilation;

/// <summary>JSON Pointers (RFC 6901) as strings.</summary>
internal static class JsonPointer
{
    /// <summary>The pointer to a member or an item of what <paramref name="pointer"/> points at.</summary>
    public static string Append(string pointer, string token) => $"{pointer}/{Escape(token)}";

    /// <summary>Writes a token as it stands in a pointer.</summary>
    public static string Escape(string token) =>
        token.AsSpan().IndexOfAny('~', '/') < 0
            ? token
            : token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The tokens of a pointer that is empty or starts with a slash.</summary>
    public static IEnumerable<string> Tokens(string pointer) =>
        pointer
            .Split('/')
            .Skip(1)
            .Select(token =>
                token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
            );
}
