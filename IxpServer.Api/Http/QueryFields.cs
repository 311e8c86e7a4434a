namespace IxpServer.Api.Http;

/// <summary>
/// Reads the parameters of a list's query one by one and gathers what is wrong with them, so that a caller is told of
/// everything at once. A parameter that is empty is one that is left out.
/// </summary>
/// <param name="query">The request's query.</param>
internal sealed class QueryFields(IQueryCollection query)
{
    private readonly List<string> _faults = [];

    private delegate bool TryParse<T>(string text, out T value);

    /// <summary>What is wrong; null when nothing is.</summary>
    internal IxpError? Error =>
        _faults.Count is 0 ? null : IxpError.InvalidRequest($"The query has faults: {string.Join("; ", _faults)}");

    /// <summary>A text that a row must have exactly.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="most">The most characters that any row has.</param>
    internal string? Text(string name, int most)
    {
        var text = Value(name);
        // PostgreSQL has no text with this character, and refuses to look for it.
        if (text?.Length > most || text?.Contains('\0', StringComparison.Ordinal) is true)
        {
            _faults.Add($"{name} must be a text of at most {most} characters, without U+0000");
        }

        return text;
    }

    /// <summary>A UUID.</summary>
    internal Guid? Id(string name) => Read<Guid>(name, Guid.TryParse, "a UUID");

    /// <summary>True or false.</summary>
    internal bool? Flag(string name) => Read<bool>(name, bool.TryParse, "true or false");

    /// <summary>A point in time; without an offset it is UTC.</summary>
    internal DateTime? Time(string name) => Read<DateTime>(name, TryTime, "a date and time in ISO 8601");

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

    private string? Value(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    private static bool TryTime(string text, out DateTime time)
    {
        var isTime = IsoTime.TryReadQuery(text, out var read);
        time = read.UtcDateTime;
        return isTime;
    }
}
