using System.Buffers;
using System.Text.Json;

namespace IxpServer.Api.Rendering.Data;

/// <summary>A session's values as text for requests to providers.</summary>
internal static class SessionText
{
    private const int MaxCharacters = 2_048;

    private static readonly SearchValues<char> VisibleAscii = SearchValues.Create(
        string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code))
    );

    /// <summary>The value at a path.</summary>
    /// <exception cref="DataProviderException">The session has none there, or none that is plain text.</exception>
    internal static string Of(JsonElement session, string path)
    {
        if (!session.TryGetProperty(path, out var value))
        {
            throw new DataProviderException(
                DataFailure.MissingValue,
                $"The provider needs {{session.{path}}}, which the session lacks"
            );
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw new DataProviderException(
                DataFailure.BadValue,
                $"{{session.{path}}} must be a string, a number, true or false"
            ),
        };
        return text.Length <= MaxCharacters
            ? text
            : throw new DataProviderException(
                DataFailure.BadValue,
                $"{{session.{path}}} is longer than {MaxCharacters} characters"
            );
    }

    /// <summary>The value at a path for a header: a line break there would begin another header.</summary>
    /// <exception cref="DataProviderException">As above, or it has other characters than visible ASCII.</exception>
    internal static string OfHeader(JsonElement session, string path) =>
        Of(session, path) is var text && text.AsSpan().ContainsAnyExcept(VisibleAscii)
            ? throw new DataProviderException(
                DataFailure.BadValue,
                $"{{session.{path}}} has characters that a header cannot have"
            )
            : text;
}
