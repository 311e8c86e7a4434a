using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace IxpServer.Api.Json;

/// <summary>
/// What a JSON parser lets through and a consumer cannot hold: invalid UTF-8, lone surrogates, U+0000, numbers beyond
/// a double, and objects made only to be large. Ordinary texts cost a few vectorized scans.
/// </summary>
public static class JsonLimits
{
    /// <summary>How deep arrays and objects may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many object members one text may have in all, however large it is.</summary>
    public const int MaxMembers = 200_000;

    /// <summary>How many any text may have; a larger one may have one more for every <see cref="BytesPerMember"/>.</summary>
    private const int BaseMembers = 10_000;

    /// <summary>Members that hold something are longer on average, names and all.</summary>
    private const int BytesPerMember = 8;

    /// <summary><c>"":0,</c> is the shortest member: a text below this size cannot have too many.</summary>
    private const int SmallestOversized = BaseMembers * 5 * BytesPerMember / (BytesPerMember - 5);

    /// <summary>The shortest run of digits that can leave a double's range (about 1.8e308).</summary>
    private const int LongNumber = 309;

    private static readonly SearchValues<byte> ExponentMarks = SearchValues.Create("eE"u8);
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    /// <summary>The first fault found, or null. Malformed JSON is left to the parser to report.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="maxMembers">How many object members it may have in all; null for what befits its size.</param>
    public static JsonFault? FindFault(ReadOnlySpan<byte> json, int? maxMembers = null)
    {
        if (!Utf8.IsValid(json))
        {
            return new(JsonFaultKind.Utf8, "is not valid UTF-8");
        }

        return json.Length >= SmallestOversized || MayEscapeBadly(json) || MayOverflow(json)
            ? Inspect(json, maxMembers ?? Math.Min(BaseMembers + (json.Length / BytesPerMember), MaxMembers))
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

    private static JsonFault? Inspect(ReadOnlySpan<byte> json, int maxMembers)
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
                        return new(
                            JsonFaultKind.Members,
                            $"has more than {maxMembers} object members, too many for its size"
                        );
                    case JsonTokenType.PropertyName
                    or JsonTokenType.String when reader.ValueIsEscaped && FindBadText(ref reader) is { } fault:
                        return fault;
                    case JsonTokenType.Number when !double.IsFinite(reader.GetDouble()):
                        return new(JsonFaultKind.Number, "has a number that is beyond the range of a double");
                }
            }
        }
        catch (JsonException)
        {
            // The parser that follows reports it with its position.
        }

        return null;
    }

    private static JsonFault? FindBadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!.Contains('\0') ? new(JsonFaultKind.Text, "has text with a NUL character") : null;
        }
        catch (InvalidOperationException)
        {
            return new(JsonFaultKind.Text, "has text with a lone surrogate");
        }
    }
}
