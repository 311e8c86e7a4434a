using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CsvHelper;
using IxpServer.Api.Http;
using IxpServer.Data.Entities;

namespace IxpServer.Api.IntentLogs;

/// <summary>The two forms of an export.</summary>
internal static class IntentLogExport
{
    private static readonly string[] Columns =
    [
        "id",
        "createdAt",
        "intent",
        "query",
        "success",
        "errorMessage",
        "responseTimeMs",
        "sessionId",
        "userId",
        "response",
    ];

    /// <summary>A spreadsheet takes a cell that begins so for a formula.</summary>
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r");

    /// <summary>Lines of RFC 4180. Texts that could be formulas are preceded by an apostrophe.</summary>
    internal static async Task WriteCsvAsync(
        Stream to,
        IReadOnlyList<IntentLog> rows,
        bool withHeader,
        CancellationToken cancel
    )
    {
        await using var csv = CsvWriter.Create(to, leaveOpen: true);
        if (withHeader)
        {
            csv.WriteRecord(Columns);
        }

        foreach (var log in rows)
        {
            await csv.WriteRecordAsync(
                [
                    log.Id.ToString(),
                    Timestamps.Format(new DateTimeOffset(log.CreatedAt)),
                    Text(log.IntentType),
                    Text(log.Query),
                    log.Success ? "true" : "false",
                    Text(log.ErrorMessage),
                    log.ResponseTimeMs?.ToString(CultureInfo.InvariantCulture) ?? "",
                    log.SessionId?.ToString() ?? "",
                    log.UserId?.ToString() ?? "",
                    Text(log.Response),
                ],
                cancel
            );
        }

        await csv.FlushAsync(cancel);
    }

    /// <summary>One line of JSON.</summary>
    internal static void WriteJson(IBufferWriter<byte> to, IntentLog log)
    {
        using (var writer = new Utf8JsonWriter(to))
        {
            JsonSerializer.Serialize(writer, IntentLogBody.WithResponse(log), IntentLogJson.Wire.IntentLogBody);
        }

        to.Write("\n"u8);
    }

    private static string Text(string? text) =>
        text is [var first, ..] && FormulaStarts.Contains(first) ? $"'{text}" : text ?? "";
}
