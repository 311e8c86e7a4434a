using IxpServer.Api.Http;

namespace IxpServer.Api.Registry.Admin;

/// <summary>Two revisions that are compared.</summary>
/// <param name="From">The one.</param>
/// <param name="To">The other.</param>
internal sealed record RevisionSpan(long From, long To) : IQuery<RevisionSpan>
{
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        QueryParameter.Integer("from", "The one revision", min: 0, isRequired: true),
        QueryParameter.Integer("to", "The other revision", min: 0, isRequired: true),
    ];

    public static RevisionSpan Read(QueryFields fields)
    {
        if (!long.TryParse(fields.Value("from"), out var from) | !long.TryParse(fields.Value("to"), out var to))
        {
            fields.Refuse("from and to must be revisions' numbers");
        }

        return new(from, to);
    }
}

/// <summary>Which state of the registry is exported.</summary>
/// <param name="Revision">That of this revision; null for the newest.</param>
internal sealed record ExportQuery(long? Revision) : IQuery<ExportQuery>
{
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [QueryParameter.Integer("revision", "The revision whose state is asked for; the newest when left out", min: 0)];

    public static ExportQuery Read(QueryFields fields)
    {
        var text = fields.Value("revision");
        if (text is not null && !long.TryParse(text, out _))
        {
            fields.Refuse("revision must be a revision's number");
        }

        return new(long.TryParse(text, out var revision) ? revision : null);
    }
}

/// <summary>How an import is made.</summary>
/// <param name="IsDryRun">Whether it is only tried.</param>
internal sealed record ImportQuery(bool IsDryRun) : IQuery<ImportQuery>
{
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [QueryParameter.Flag("dryRun", "Whether it is only tried")];

    public static ImportQuery Read(QueryFields fields)
    {
        var text = fields.Value("dryRun");
        if (text is not (null or "true" or "false"))
        {
            fields.Refuse("dryRun must be true or false");
        }

        return new(text is "true");
    }
}
