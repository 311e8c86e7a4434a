using IxpServer.Api.Http;
using Microsoft.Extensions.Primitives;

namespace IxpServer.Api.Crawler;

/// <summary>What a crawler asks for. An empty parameter is as good as none.</summary>
internal sealed record CrawlerRequest : IQuery<CrawlerRequest>
{
    internal const int MaxLimit = 1_000;
    internal const int DefaultLimit = 100;

    private static readonly string[] Formats = ["json", "xml", "csv"];

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("limit", $"The most items, {DefaultLimit} when left out; brought into 1 to {MaxLimit}")
        {
            Type = "integer",
        },
        QueryParameter.Text("cursor", "Where the page begins, as the page before said"),
        QueryParameter.Text("lastUpdated", "Only items newer than this date or time, in ISO 8601"),
        QueryParameter.Text("type", "Only items of these types, separated by commas"),
        QueryParameter.Text("source", "Only this source; no answer if it fails"),
        QueryParameter.Text("sources", "Only these sources, separated by commas; no answer if one of them fails"),
        QueryParameter.Text("fields", "Only these members, separated by commas"),
        QueryParameter.Flag("includeMetadata", "Whether items have their metadata"),
        QueryParameter.OneOf("format", "The form; json when left out", Formats),
    ];

    internal int? Limit { get; private init; }

    internal string? Cursor { get; private init; }

    /// <summary>Only items newer than this.</summary>
    internal DateTimeOffset? NewerThan { get; private init; }

    /// <summary>Only items of these types; empty means all.</summary>
    internal IReadOnlyList<string> Types { get; private init; } = [];

    /// <summary>Only these sources, and no answer if one of them fails; empty means all that can be read.</summary>
    internal IReadOnlyList<string> Sources { get; private init; } = [];

    /// <summary>Only these members, in this order where there is one; empty means all.</summary>
    internal IReadOnlyList<string> Fields { get; private init; } = [];

    internal bool IncludeMetadata { get; private init; }

    internal string Format { get; private init; } = "json";

    public static CrawlerRequest Read(QueryFields fields)
    {
        if (!TryReadLimit(fields.Value("limit") ?? "", out var limit))
        {
            fields.Refuse("limit must be a whole number");
        }

        if (!TryReadTime(fields.Value("lastUpdated") ?? "", out var newerThan))
        {
            fields.Refuse("lastUpdated must be an ISO 8601 date or date-time");
        }

        if (!bool.TryParse(fields.Value("includeMetadata") ?? "false", out var includeMetadata))
        {
            fields.Refuse("includeMetadata must be true or false");
        }

        var format = fields.Value("format") ?? Formats[0];
        if (!Formats.Contains(format, StringComparer.OrdinalIgnoreCase))
        {
            fields.Refuse($"format must be one of {string.Join(", ", Formats)}");
        }

        return new CrawlerRequest
        {
            Limit = limit,
            Cursor = fields.Value("cursor"),
            NewerThan = newerThan,
            Types = List(fields.Values("type")),
            Sources = List(StringValues.Concat(fields.Values("source"), fields.Values("sources"))),
            Fields = List(fields.Values("fields")),
            IncludeMetadata = includeMetadata,
            Format = format.ToLowerInvariant(),
        };
    }

    /// <summary>Any whole number will do, however large: it is brought into the range.</summary>
    private static bool TryReadLimit(string text, out int? limit)
    {
        limit = null;
        if (text.Length is 0)
        {
            return true;
        }

        var digits = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        limit =
            text[0] is '-' ? 1
            : int.TryParse(text, out var number) ? Math.Clamp(number, 1, MaxLimit)
            : MaxLimit;
        return true;
    }

    private static bool TryReadTime(string text, out DateTimeOffset? time)
    {
        var read = IsoTime.TryReadQuery(text, out var value);
        time = read ? value : null;
        return read || text.Length is 0;
    }

    private static string[] List(StringValues values) =>
        [
            .. values
                .SelectMany(value =>
                    (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                )
                .Distinct(StringComparer.Ordinal),
        ];
}
