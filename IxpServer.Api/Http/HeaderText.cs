using System.Buffers;

namespace IxpServer.Api.Http;

/// <summary>What the value of a request's header may be (RFC 9110, section 5.5): visible ASCII, spaces and tabs.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Append('\t'))
    );

    /// <summary>What is wrong with a value, as it follows the value's name in a sentence, or null. It is not repeated.</summary>
    internal static string? FindFault(string value) =>
        value.AsSpan().IndexOfAnyExcept(Allowed) is >= 0 and var at
            ? $"has a character that no header can have: U+{(int)value[at]:X4} at position {at + 1}"
            : null;

    /// <summary>Whether it has a line break, which would begin another header, or another control character.</summary>
    internal static bool HasControl(string value) =>
        value.Any(character => char.IsControl(character) && character != '\t');
}
