using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace IxpServer.Api.Http;

/// <summary>
/// Reads the parameters of a list's query one by one and gathers what is wrong with them, so that a caller is told of
/// everything at once. A parameter that is empty is one that is left out.
/// </summary>
/// <param name="query">The request's query.</param>
internal sealed class QueryFields(IQueryCollection query)
{
    private readonly List<string> _faults = [];
    private IxpError? _refusal;

    private delegate bool TryParse<T>(string text, out T value);

    /// <summary>What is wrong; null when nothing is.</summary>
    internal IxpError? Error =>
        _refusal
        ?? (_faults.Count is 0 ? null : IxpError.InvalidRequest($"The query has faults: {string.Join("; ", _faults)}"));

    /// <summary>A text that a row must have exactly.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="maxLength">The most characters that any row has.</param>
    internal string? Text(string name, int maxLength)
    {
        var text = Value(name);
        // PostgreSQL has no text with this character, and refuses to look for it.
        if (text?.Length > maxLength || text?.Contains('\0', StringComparison.Ordinal) is true)
        {
            _faults.Add($"{name} must be a text of at most {maxLength} characters, without U+0000");
        }

        return text;
    }

    /// <summary>A whole number.</summary>
    internal long? Integer(string name, long min, long max)
    {
        if (Value(name) is not { } text)
        {
            return null;
        }

        if (
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
        )
        {
            return number;
        }

        Refuse(
            max is long.MaxValue or int.MaxValue
                ? $"{name} must be a whole number from {min}"
                : $"{name} must be a whole number from {min} to {max}"
        );
        return null;
    }

    /// <summary>A UUID.</summary>
    internal Guid? Id(string name) => Read<Guid>(name, Guid.TryParse, "a UUID");

    /// <summary>True or false.</summary>
    internal bool? Flag(string name) => Read<bool>(name, bool.TryParse, "true or false");

    /// <summary>A point in time; without an offset it is UTC.</summary>
    internal DateTime? Time(string name) => Read<DateTime>(name, TryTime, "a date and time in ISO 8601");

    /// <summary>A text that the caller looks at by itself; null when it is left out.</summary>
    internal string? Value(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>All values of a parameter that may be given more than once.</summary>
    internal StringValues Values(string name) => query[name];

    /// <summary>Whether a parameter is there, be it empty.</summary>
    internal bool Has(string name) => query.ContainsKey(name);

    /// <summary>Notes a fault in words of its own. The first one is told.</summary>
    internal void Refuse(string message) => _refusal ??= IxpError.InvalidRequest(message);

    private T? Read<T>(string name, TryParse<T> parse, string allowed)
        where T : struct
    {
        if (Value(name) is not { } text)
        {
            return null;
        }

        if (parse(text, out var value))
        {
            return value;
        }

        _faults.Add($"{name} must be {allowed}");
        return null;
    }

    private static bool TryTime(string text, out DateTime time)
    {
        var isTime = IsoTime.TryReadQuery(text, out var read);
        time = read.UtcDateTime;
        return isTime;
    }
}
