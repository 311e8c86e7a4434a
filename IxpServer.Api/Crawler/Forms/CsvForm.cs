using System.Text;
using System.Text.Json;
using CsvHelper;
using IxpServer.Api.Json;

namespace IxpServer.Api.Crawler.Forms;

/// <summary>
/// Writes a page's items as CSV (RFC 4180). The columns do not depend on the items: those below, with the other
/// members as JSON text in <c>data</c>, or the ones asked for.
/// </summary>
internal static class CsvForm
{
    internal const string ContentType = "text/csv; charset=utf-8; header=present";

    private const string Rest = "data";

    private static readonly string[] Always = ["type", "id"];

    private static readonly string[] Columns =
    [
        .. Always,
        "title",
        "description",
        "lastUpdated",
        "source",
        "category",
        "tags",
        "version",
    ];

    internal static byte[] Write(JsonElement page, IReadOnlyList<string> fields)
    {
        string[] columns = fields.Count is 0 ? [.. Columns, Rest] : [.. Always.Union(fields)];
        using var buffer = new MemoryStream();
        using (var csv = CsvWriter.Create(buffer, leaveOpen: true))
        {
            csv.WriteRecord(columns);
            foreach (var item in page.GetProperty("contents").EnumerateArray())
            {
                csv.WriteRecord([
                    .. columns.Select(column =>
                        fields.Count is 0 && column is Rest ? Others(item) : Cell(item, column)
                    ),
                ]);
            }
        }

        return buffer.ToArray();
    }

    private static string Cell(JsonElement item, string column) =>
        item.TryGetProperty(column, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!,
                JsonValueKind.Null => "",
                _ => value.GetRawText(),
            }
            : "";

    private static string Others(JsonElement item)
    {
        var members = item.EnumerateObject().Where(member => !Columns.Contains(member.Name)).ToList();
        return members.Count is 0
            ? ""
            : Encoding.UTF8.GetString(
                JsonReading.Write(writer =>
                {
                    writer.WriteStartObject();
                    members.ForEach(member => member.WriteTo(writer));
                    writer.WriteEndObject();
                })
            );
    }
}
