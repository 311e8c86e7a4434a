using System.Text.Json;

namespace IxpServer.Api.Json;

/// <summary>Finds escapes that spell half a character, which no string can hold.</summary>
internal static class LoneSurrogates
{
    /// <summary>
    /// The JSON Pointer of the first text that has one, or null. For a member's name, which no pointer could spell, it
    /// is that of the object.
    /// </summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    internal static string? Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var path = new Stack<Step>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = Text(ref reader);
                    if (name is null)
                    {
                        path.Pop();
                        return Pointer(path);
                    }

                    path.Pop();
                    path.Push(new Step(name, null));
                    continue;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    path.Pop();
                    continue;
            }

            if (path.TryPeek(out var parent) && parent.Index is { } index)
            {
                path.Pop();
                path.Push(new Step(null, index + 1));
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    path.Push(new Step(null, -1));
                    break;
                case JsonTokenType.StartObject:
                    path.Push(new Step("", null));
                    break;
                case JsonTokenType.String when Text(ref reader) is null:
                    return Pointer(path);
            }
        }

        return null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Pointer(Stack<Step> path) =>
        string.Concat(
            path.Reverse().Select(step => $"/{step.Index?.ToString() ?? JsonReading.PointerToken(step.Name!)}")
        );

    /// <summary>Where the reader is in one array or object: the element's position, or the member's name.</summary>
    private readonly record struct Step(string? Name, int? Index);
}
