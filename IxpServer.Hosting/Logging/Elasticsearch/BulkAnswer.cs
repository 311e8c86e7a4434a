using System.Net;
using System.Text.Json;

namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>What came of a bulk request.</summary>
/// <param name="Written">Documents that are in their index.</param>
/// <param name="Failed">Documents that Elasticsearch will never take, such as for their mapping.</param>
/// <param name="Again">Those to be sent again.</param>
/// <param name="Fault">Why some failed or have to be sent again, in words; null when all are written.</param>
/// <param name="RetryAfter">The wait that the server asks for.</param>
internal sealed record BulkAnswer(int Written, int Failed, BulkBatch Again, string? Fault, TimeSpan? RetryAfter = null)
{
    /// <summary>All of it has to be sent again.</summary>
    internal static BulkAnswer Away(BulkBatch batch, string fault, TimeSpan? retryAfter = null) =>
        new(0, 0, batch, fault, retryAfter);

    /// <summary>None of it will ever be taken.</summary>
    internal static BulkAnswer Refused(BulkBatch batch, string fault) => new(0, batch.Count, BulkBatch.Empty, fault);

    /// <summary>Reads the answer to a request that was taken: each document has a status of its own.</summary>
    internal static BulkAnswer Read(BulkBatch batch, JsonElement answer, TimeSpan? retryAfter)
    {
        try
        {
            return answer.GetProperty("errors").GetBoolean()
                ? Sort(batch, [.. answer.GetProperty("items").EnumerateArray().Select(Item)], retryAfter)
                : new(batch.Count, 0, BulkBatch.Empty, null);
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Away(batch, "it answers, but not as Elasticsearch does");
        }
    }

    /// <summary>Whether another try may succeed.</summary>
    internal static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    private static BulkAnswer Sort(BulkBatch batch, (int Status, string? Fault)[] items, TimeSpan? retryAfter)
    {
        if (items.Length != batch.Count)
        {
            return Away(batch, $"it answers for {items.Length} of {batch.Count} lines");
        }

        var again = batch.Where(index => IsTransient((HttpStatusCode)items[index].Status));

        // A conflict means that it is there: an earlier answer got lost.
        var written = items.Count(item => item.Status is < 300 or 409);
        var failed = batch.Count - written - again.Count;
        if (written == batch.Count)
        {
            return new(written, 0, BulkBatch.Empty, null);
        }

        var (status, fault) = items.First(item => item.Status is >= 300 and not 409);
        return new(
            written,
            failed,
            again,
            $"it does not take {failed + again.Count} of {batch.Count} lines ({status} {fault})",
            retryAfter
        );
    }

    /// <summary>The item's only member is named after what was to be done.</summary>
    private static (int Status, string? Fault) Item(JsonElement item)
    {
        var outcome = item.EnumerateObject().First().Value;
        return (
            outcome.GetProperty("status").GetInt32(),
            outcome.TryGetProperty("error", out var error) ? error.GetProperty("type").GetString() : null
        );
    }
}
