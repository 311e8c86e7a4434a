using System.Text.Json.Nodes;
using IxpServer.Api.Crawler.Sources;
using IxpServer.Api.Http;

namespace IxpServer.Api.Crawler;

/// <summary>
/// Reads the pages of a walk. A source that cannot be read is passed over and tried again at the end, so that the
/// others are served meanwhile; the walk then ends with that source or with its error, never silently without it.
/// </summary>
internal sealed partial class CrawlerService(SourceCatalog catalog, SourceReader reader, ILogger<CrawlerService> logger)
{
    internal async Task<(CrawlerPage? Page, IxpError? Error)> GetPageAsync(
        CrawlerRequest request,
        IHeaderDictionary headers,
        CancellationToken cancel
    )
    {
        var (scope, refused) = CrawlerScope.Choose(catalog, request, headers);
        if (scope is null)
        {
            return (null, refused);
        }

        var (cursor, bad) = Begin(request, scope);
        if (cursor is null)
        {
            return (null, bad);
        }

        var draft = new PageDraft(request);
        var skipped = new List<SkippedSource>();
        var pending = new List<CrawlerPosition>();
        var turns = new Queue<Turn>(Turns(scope, cursor));
        CrawlerCursor? next = null;
        while (next is null && turns.TryDequeue(out var turn))
        {
            var (after, error) = await ReadSourceAsync(turn, draft, cancel);
            var stop = new CrawlerPosition(turn.Source.Name, after);
            if (error is not null)
            {
                if (request.Sources.Count > 0)
                {
                    return (null, error);
                }

                pending.Add(stop);
                skipped.Add(new SkippedSource(turn.Source.Name, error));
            }
            else if (draft.IsOver)
            {
                next = turn.IsPending
                    ? new CrawlerCursor(scope.Hash, null, [stop, .. turns.Select(left => left.Position), .. pending])
                    : new CrawlerCursor(scope.Hash, stop, [.. cursor.Pending, .. pending]);
            }
        }

        if (next is null && pending.Count > 0)
        {
            if (draft.Items.Count is 0)
            {
                return (null, skipped[0].Error);
            }

            next = new CrawlerCursor(scope.Hash, null, pending);
        }

        var text = next?.Write();
        if (next is not null && text is null)
        {
            return (null, skipped.Count > 0 ? skipped[0].Error : Failed(next.Pending[0].Source));
        }

        var page = new CrawlerPage
        {
            Request = request,
            Scope = scope,
            Items = draft.Items,
            NextCursor = text,
            Skipped =
            [
                .. scope.Denied.Select(source => new SkippedSource(source.Name, CrawlerScope.Unauthorized(source))),
                .. skipped,
            ],
        };
        return (page, null);
    }

    /// <summary>The position to begin at, or what is wrong with the request's cursor.</summary>
    private static (CrawlerCursor? Cursor, IxpError? Error) Begin(CrawlerRequest request, CrawlerScope scope)
    {
        if (request.Cursor is null)
        {
            return (
                new CrawlerCursor(scope.Hash, scope.Sources is [var first, ..] ? new(first.Name, null) : null, []),
                null
            );
        }

        if (!CrawlerCursor.TryRead(request.Cursor, out var cursor))
        {
            return (null, IxpError.InvalidRequest("cursor is not one that this server gave"));
        }

        if (cursor.Scope == scope.Hash)
        {
            return (cursor, null);
        }

        var positions = cursor.Next is null ? cursor.Pending : cursor.Pending.Prepend(cursor.Next);
        var denied = scope.Denied.FirstOrDefault(source => positions.Any(position => position.Source == source.Name));
        return (
            null,
            denied is not null
                ? CrawlerScope.Unauthorized(denied)
                : IxpError.InvalidRequest("cursor belongs to a walk with other filters or credentials; begin a new one")
        );
    }

    /// <summary>The sources still to read. One that no longer exists has no items left.</summary>
    private static IEnumerable<Turn> Turns(CrawlerScope scope, CrawlerCursor cursor)
    {
        var next = cursor.Next;
        var ahead = scope
            .Sources.Where(source => next is not null && CrawlerSource.Compare(source.Name, next.Source) >= 0)
            .Select(source => new Turn(source, source.Name == next!.Source ? next.After : null, IsPending: false));
        var pending = cursor.Pending.SelectMany(position =>
            scope
                .Sources.Where(source => source.Name == position.Source)
                .Select(source => new Turn(source, position.After, IsPending: true))
        );
        return ahead.Concat(pending);
    }

    /// <summary>Reads on until the source ends or the page is over. Answers the last id that is done with.</summary>
    private async Task<(string? After, IxpError? Error)> ReadSourceAsync(
        Turn turn,
        PageDraft draft,
        CancellationToken cancel
    )
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
                var stretch = await reader.ReadAsync(source, new CrawlerRead(after, draft.NewerThan), cancel);
                foreach (var item in stretch.Items)
                {
                    if (!draft.TryAdd(item))
                    {
                        return (after, null);
                    }

                    after = item.Id;
                }

                if (stretch.Last is null)
                {
                    return (after, null);
                }

                after = stretch.Last;
                if (draft.EndsWithStretch())
                {
                    return (after, null);
                }
            }
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogFailed(source.Name, fault);
            return (after, Failed(source.Name));
        }
    }

    private static IxpError Failed(string source) =>
        new(
            StatusCodes.Status502BadGateway,
            "DATA_PROVIDER_ERROR",
            $"The source '{source}' failed; the same request may be sent again"
        )
        {
            Details = new JsonObject { ["source"] = source },
        };

    /// <summary>A source to read, and from where.</summary>
    private sealed record Turn(CrawlerSource Source, string? After, bool IsPending)
    {
        internal CrawlerPosition Position => new(Source.Name, After);
    }

    [LoggerMessage(LogLevel.Warning, "Crawler source '{Source}' failed")]
    private partial void LogFailed(string source, Exception fault);
}
