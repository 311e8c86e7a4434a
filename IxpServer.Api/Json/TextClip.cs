namespace IxpServer.Api.Json;

/// <summary>Bounds texts that others have made up.</summary>
internal static class TextClip
{
    /// <summary>The beginning of a text, and never the half of a character at its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="max">How many UTF-16 code units it may have.</param>
    internal static ReadOnlySpan<char> Clip(this string text, int max) =>
        text.Length <= max ? text
        : max > 0 && char.IsHighSurrogate(text[max - 1]) ? text.AsSpan(0, max - 1)
        : text.AsSpan(0, max);

    /// <summary>The same as a text of its own; the text itself where nothing has to go.</summary>
    internal static string ClipText(this string text, int max) => text.Length <= max ? text : text.Clip(max).ToString();
}
