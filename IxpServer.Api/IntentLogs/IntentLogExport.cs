using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Data.Entities;

namespace IxpServer.Api.IntentLogs;

/// <summary>The two forms of an export.</summary>
internal static class IntentLogExport
{
    private const string Columns =
        "id,createdAt,intent,query,success,errorMessage,responseTimeMs,sessionId,userId,response\r\n";

    /// <summary>A spreadsheet takes a cell that begins so for a formula.</summary>
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r");

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    internal static byte[] CsvHeader { get; } = Encoding.UTF8.GetBytes(Columns);

    /// <summary>One line of RFC 4180. Texts that could be formulas are preceded by an apostrophe.</summary>
    internal static void WriteCsv(IBufferWriter<byte> to, IntentLog log)
    {
        var line = new StringBuilder();
        line.Append(log.Id).Append(',').Append(Timestamps.Format(new DateTimeOffset(log.CreatedAt))).Append(',');
        Append(line, log.IntentType).Append(',');
        Append(line, log.Query).Append(',');
        line.Append(log.Success ? "true," : "false,");
        Append(line, log.ErrorMessage).Append(',');
        line.Append(CultureInfo.InvariantCulture, $"{log.ResponseTimeMs},{log.SessionId},{log.UserId},");
        Append(line, log.Response).Append("\r\n");
        Encoding.UTF8.GetBytes(line.ToString(), to);
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

    private static StringBuilder Append(StringBuilder line, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return line;
        }

        text = FormulaStarts.Contains(text[0]) ? $"'{text}" : text;
        return text.AsSpan().ContainsAny(Quoted)
            ? line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"')
            : line.Append(text);
    }
}
