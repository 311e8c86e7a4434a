using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace IxpServer.Tests.Logs;

/// <summary>
/// What a log needs of Elasticsearch: it takes a template and bulk requests, keeps documents by id, and fails as a test
/// says, whole requests or single documents.
/// </summary>
internal sealed class ElasticsearchStub : IAsyncDisposable
{
    private StubHttpServer _server = null!;

    /// <summary>Answers a whole request instead; false leaves it to the stub.</summary>
    internal Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>The status of each document.</summary>
    internal Func<JsonElement, int> Status { get; set; } = _ => 201;

    /// <summary>The documents that were taken, by index and id.</summary>
    internal ConcurrentDictionary<(string Index, string Id), JsonElement> Documents { get; } = [];

    /// <summary>The template; null until it is put.</summary>
    internal JsonElement? Template { get; private set; }

    /// <summary>The last credentials.</summary>
    internal string? Authorization { get; private set; }

    /// <summary>How many documents came with each bulk request.</summary>
    internal ConcurrentQueue<int> Bulks { get; } = [];

    internal string Url => _server.Url;

    /// <summary>The messages that were taken, in their order of time.</summary>
    internal IReadOnlyList<string> Messages =>
        [
            .. Documents
                .Values.OrderBy(one => one.GetProperty("@timestamp").GetDateTime())
                .Select(one => one.GetProperty("message").GetString()!),
        ];

    internal static async Task<ElasticsearchStub> StartAsync((string Certificate, string Key)? tls = null)
    {
        var stub = new ElasticsearchStub();
        stub._server = await StubHttpServer.StartAsync(stub.AnswerAsync, tls);
        return stub;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Authorization = context.Request.Headers.Authorization;
        if (await Before(context))
        {
            return;
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        if (context.Request is { Method: "PUT", Path.Value: "/_index_template/ixp-server-logs" })
        {
            Template = JsonElement.Parse(body);
            await context.Response.WriteAsync("""{"acknowledged":true}""");
        }
        else if (context.Request is { Method: "POST", Path.Value: "/_bulk", Headers.ContentEncoding: ["gzip"] })
        {
            await TakeAsync(context, Encoding.UTF8.GetString(Decompress(body)));
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private async Task TakeAsync(HttpContext context, string body)
    {
        if (!body.EndsWith('\n'))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var items = new JsonArray();
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var pair in lines.Chunk(2))
        {
            var target = JsonElement.Parse(pair[0]).GetProperty("create");
            var document = JsonElement.Parse(pair[1]);
            var status = Status(document);
            if (
                status is 201
                && !Documents.TryAdd(
                    (target.GetProperty("_index").GetString()!, target.GetProperty("_id").GetString()!),
                    document
                )
            )
            {
                status = 409;
            }

            var outcome = new JsonObject { ["status"] = status };
            if (status >= 300)
            {
                outcome["error"] = new JsonObject { ["type"] = $"fault_{status}" };
            }

            items.Add(new JsonObject { ["create"] = outcome });
        }

        Bulks.Enqueue(items.Count);
        var hasErrors = items.Any(item => (int)item!["create"]!["status"]! >= 300);
        await context.Response.WriteAsync(new JsonObject { ["errors"] = hasErrors, ["items"] = items }.ToJsonString());
    }

    private static byte[] Decompress(byte[] body)
    {
        using var text = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        gzip.CopyTo(text);
        return text.ToArray();
    }
}
