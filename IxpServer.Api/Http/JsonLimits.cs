using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace IxpServer.Api.Http;

/// <summary>
/// What a JSON parser lets through and a consumer cannot hold: invalid UTF-8, lone surrogates, U+0000, numbers beyond
/// a double, and objects made only to be large. Ordinary bodies cost a few vectorized scans.
/// </summary>
public static class JsonLimits
{
    /// <summary>How deep arrays and objects may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many object members one body may have in all.</summary>
    public const int MaxMembers = 10_000;

    /// <summary><c>"":0,</c> is the shortest member: a body below this size cannot have too many.</summary>
    private const int SmallestOversizedBody = MaxMembers * 5;

    /// <summary>The shortest run of digits that can leave a double's range (about 1.8e308).</summary>
    private const int LongNumber = 309;

    private static readonly SearchValues<byte> ExponentMarks = SearchValues.Create("eE"u8);
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    /// <summary>The first fault found as a sentence, or null. Malformed JSON is left to the parser to report.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="maxMembers">How many object members it may have in all.</param>
    public static string? FindFault(ReadOnlySpan<byte> json, int maxMembers = MaxMembers)
    {
        if (!Utf8.IsValid(json))
        {
            return "The body is not valid UTF-8";
        }

        return json.Length >= SmallestOversizedBody || MayEscapeBadly(json) || MayOverflow(json)
            ? Inspect(json, maxMembers)
            : null;
    }

    /// <summary>Whether some escape could stand for a surrogate or for U+0000.</summary>
    private static bool MayEscapeBadly(ReadOnlySpan<byte> json)
    {
        for (var at = json.IndexOf("\\u"u8); at >= 0; at = json.IndexOf("\\u"u8))
        {
            json = json[(at + 2)..];
            if (json.Length > 1 && ((json[0] | 0x20) == 'd' || (json[0] == '0' && json[1] == '0')))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether some number could be beyond a double: an exponent of three digits, or hundreds of digits.</summary>
    private static bool MayOverflow(ReadOnlySpan<byte> json)
    {
        if (json.Length > LongNumber && HasLongRun(json))
        {
            return true;
        }

        for (var at = json.IndexOfAny(ExponentMarks); at >= 0; at = json.IndexOfAny(ExponentMarks))
        {
            var followsDigit = at > 0 && Digits.Contains(json[at - 1]);
            json = json[(at + 1)..];
            if (followsDigit && json.Length > 0 && (json[0] == '+' || Digits.Contains(json[0])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLongRun(ReadOnlySpan<byte> json)
    {
        // One probe in every stride is enough to meet any run of that length.
        for (var at = LongNumber - 1; at < json.Length; at += LongNumber)
        {
            if (Digits.Contains(json[at]))
            {
                var before = json[..at].LastIndexOfAnyExcept(Digits);
                var after = json[at..].IndexOfAnyExcept(Digits);
                var end = after < 0 ? json.Length : at + after;
                if (end - before > LongNumber)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string? Inspect(ReadOnlySpan<byte> json, int maxMembers)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        var members = 0;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName when ++members > maxMembers:
                        return $"The body has more than {maxMembers} object members";
                    case JsonTokenType.PropertyName
                    or JsonTokenType.String when reader.ValueIsEscaped && FindBadText(ref reader) is { } fault:
                        return fault;
                    case JsonTokenType.Number when !double.IsFinite(reader.GetDouble()):
                        return "The body has a number that is beyond the range of a double";
                }
            }
        }
        catch (JsonException)
        {
            // The parser that follows reports it with its position.
        }

        return null;
    }

    private static string? FindBadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!.Contains('\0') ? "The body has text with a NUL character" : null;
        }
        catch (InvalidOperationException)
        {
            return "The body has text with a lone surrogate";
        }
    }
}
