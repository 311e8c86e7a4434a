using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using IxpServer.Api.Crawler.Sources;
using IxpServer.Api.Http;

namespace IxpServer.Api.Crawler;

/// <summary>
/// One request's part of a walk. A source that cannot be read is passed over and tried again at the end, so that the
/// others are served meanwhile; the walk then ends with that source or with its error, never silently without it.
/// </summary>
internal sealed class CrawlerWalk(CrawlerRequest request, CrawlerScope scope, CrawlerCursor cursor)
{
    private readonly Queue<Turn> _turns = new(Turns(scope, cursor));
    private readonly List<CrawlerPosition> _pending = [];
    private readonly List<SkippedSource> _skipped = [];
    private CrawlerCursor? _next;
    private IxpError? _error;

    internal PageDraft Draft { get; } = new(request);

    internal static IxpError Failed(string source) =>
        new(
            StatusCodes.Status502BadGateway,
            "DATA_PROVIDER_ERROR",
            $"The source '{source}' failed; the same request may be sent again"
        )
        {
            Details = new JsonObject { ["source"] = source },
        };

    /// <summary>The next source to read, while the page has room and nothing forbids to go on.</summary>
    internal bool TryTakeTurn([NotNullWhen(true)] out Turn? turn)
    {
        turn = null;
        return _next is null && _error is null && _turns.TryDequeue(out turn);
    }

    /// <summary>Takes note of how far a source was read, and why no further.</summary>
    internal void EndTurn(Turn turn, IxpError? error)
    {
        if (error is not null)
        {
            // Who names a source wants that one, not the others.
            _error = request.Sources.Count > 0 ? error : null;
            _pending.Add(turn.Position);
            _skipped.Add(new SkippedSource(turn.Source.Name, error));
        }
        else if (Draft.IsOver)
        {
            _next = turn.IsPending
                ? new(scope.Hash, null, [turn.Position, .. _turns.Select(left => left.Position), .. _pending])
                : new(scope.Hash, turn.Position, [.. cursor.Pending, .. _pending]);
        }
    }

    /// <summary>The page, or why there is none.</summary>
    internal Outcome<CrawlerPage> End()
    {
        if (_next is null && _pending.Count > 0)
        {
            _next = new CrawlerCursor(scope.Hash, null, _pending);
            _error ??= Draft.Items.Count is 0 ? _skipped[0].Error : null;
        }

        if (_error is not null)
        {
            return _error;
        }

        var text = _next?.Write();
        if (_next is not null && text is null)
        {
            // So many sources wait for their turn that no cursor can name them all.
            return Failed(_next.Pending[0].Source);
        }

        return new CrawlerPage
        {
            Request = request,
            Scope = scope,
            Items = Draft.Items,
            NextCursor = text,
            Skipped =
            [
                .. scope.Denied.Select(source => new SkippedSource(source.Name, CrawlerScope.Unauthorized(source))),
                .. _skipped,
            ],
        };
    }

    /// <summary>The sources still to read. One that no longer exists has no items left.</summary>
    private static IEnumerable<Turn> Turns(CrawlerScope scope, CrawlerCursor cursor)
    {
        var next = cursor.Next;
        var ahead = scope
            .Sources.Where(source => next is not null && CrawlerSource.Compare(source.Name, next.Source) >= 0)
            .Select(source => new Turn(source, source.Name == next!.Source ? next.After : null, IsPending: false));
        var pending =
            from position in cursor.Pending
            from source in scope.Sources
            where source.Name == position.Source
            select new Turn(source, position.After, IsPending: true);
        return ahead.Concat(pending);
    }
}

/// <summary>A source to read.</summary>
/// <param name="Source">The source.</param>
/// <param name="After">The last id that is done with.</param>
/// <param name="IsPending">Whether it had its turn before and could not be read then.</param>
internal sealed record Turn(CrawlerSource Source, string? After, bool IsPending)
{
    internal CrawlerPosition Position => new(Source.Name, After);
}
