using IxpServer.Api.Crawler.Sources;
using IxpServer.Api.Http;

namespace IxpServer.Api.Crawler;

/// <summary>Reads the pages of a walk.</summary>
internal sealed partial class CrawlerService(SourceCatalog catalog, SourceReader reader, ILogger<CrawlerService> logger)
{
    internal async Task<Outcome<CrawlerPage>> GetPageAsync(
        CrawlerRequest request,
        IHeaderDictionary headers,
        CancellationToken cancel
    )
    {
        var (scope, refused) = CrawlerScope.Choose(catalog, request, headers);
        if (scope is null)
        {
            return refused!;
        }

        (var cursor, refused) = CrawlerCursor.Begin(request.Cursor, scope);
        if (cursor is null)
        {
            return refused!;
        }

        var walk = new CrawlerWalk(request, scope, cursor);
        while (walk.TryTakeTurn(out var turn))
        {
            var (after, error) = await ReadAsync(turn, walk.Draft, cancel);
            walk.EndTurn(turn with { After = after }, error);
        }

        return walk.End();
    }

    /// <summary>Reads on until the source ends or the page is over. Answers the last id that is done with.</summary>
    private async Task<(string? After, IxpError? Error)> ReadAsync(Turn turn, PageDraft draft, CancellationToken cancel)
    {
        var (source, after) = (turn.Source, turn.After);
        if (source.Rate is { } rate && !rate.TryEnter(out var retryAfter))
        {
            return (after, IxpError.RateLimitExceeded(rate.Requests, rate.Window, retryAfter));
        }

        draft.Begin(source);
        try
        {
            while (true)
            {
                var batch = await reader.ReadAsync(source, new CrawlerRead(after, draft.NewerThan), cancel);
                foreach (var item in batch.Items)
                {
                    if (!draft.TryAdd(item))
                    {
                        return (after, null);
                    }

                    after = item.Id;
                }

                if (batch.Last is null)
                {
                    return (after, null);
                }

                after = batch.Last;
                if (draft.EndsWithBatch())
                {
                    return (after, null);
                }
            }
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogFailed(source.Name, fault);
            return (after, CrawlerWalk.Failed(source.Name));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Crawler source '{Source}' failed")]
    private partial void LogFailed(string source, Exception fault);
}
