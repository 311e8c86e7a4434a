using System.Collections.Concurrent;

namespace IxpServer.Api.Sessions;

/// <summary>
/// The sessions of one render request. Nothing is looked at before a render names a session; those of a batch that
/// name the same share one look.
/// </summary>
public readonly struct RenderSessions
{
    private readonly HttpContext _context;
    private readonly ConcurrentDictionary<(Guid Id, bool WithContext), Task<FoundSession>>? _found;

    /// <summary>For a request with one render.</summary>
    internal RenderSessions(HttpContext context) => _context = context;

    private RenderSessions(
        HttpContext context,
        ConcurrentDictionary<(Guid Id, bool WithContext), Task<FoundSession>> found
    ) => (_context, _found) = (context, found);

    /// <summary>For a request with several renders.</summary>
    internal static RenderSessions OfBatch(HttpContext context) => new(context, new());

    /// <summary>Looks a session up.</summary>
    /// <param name="lookup">Where to look.</param>
    /// <param name="id">The session.</param>
    /// <param name="withContext">Whether its context is needed.</param>
    /// <param name="cancel">Ends the wait.</param>
    internal Task<FoundSession> FindAsync(SessionLookup lookup, Guid id, bool withContext, CancellationToken cancel)
    {
        var context = _context;
        return _found is null
            ? lookup.FindAsync(id, SessionCaller.Of(context), withContext, cancel)
            : _found.GetOrAdd(
                (id, withContext),
                key => lookup.FindAsync(key.Id, SessionCaller.Of(context), key.WithContext, cancel)
            );
    }
}
