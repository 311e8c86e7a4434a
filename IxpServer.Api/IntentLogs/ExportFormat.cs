using IxpServer.Api.Http;

namespace IxpServer.Api.IntentLogs;

/// <summary>The form of an export.</summary>
/// <param name="IsCsv">CSV, else a line of JSON for each row.</param>
internal sealed record ExportFormat(bool IsCsv) : IQuery<ExportFormat>
{
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [QueryParameter.OneOf("format", "The form; csv when left out", "csv", "ndjson")];

    public static ExportFormat Read(QueryFields fields)
    {
        var format = fields.Value("format");
        if (format is not (null or "csv" or "ndjson"))
        {
            fields.Refuse("format must be csv or ndjson");
        }

        return new(format is not "ndjson");
    }
}
