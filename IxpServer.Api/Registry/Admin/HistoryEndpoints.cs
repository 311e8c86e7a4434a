using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;

namespace IxpServer.Api.Registry.Admin;

/// <summary>The registry as a whole: its history, and how it goes in and out.</summary>
internal static class HistoryEndpoints
{
    private const int MaxImport = 10 * 1024 * 1024;

    internal static void MapHistory(this RouteGroupBuilder registry)
    {
        registry
            .MapMethods("/revisions", EndpointDescriptions.GetAndHead, ListAsync)
            .WithName("listRevisions")
            .WithSummary("Changes of the registry, newest first");
        registry
            .MapMethods("/revisions/{revision:long}", EndpointDescriptions.GetAndHead, FindAsync)
            .WithName("getRevision")
            .WithSummary("What one revision changed")
            .MayFail(404);
        registry
            .MapMethods("/revisions/diff", EndpointDescriptions.GetAndHead, CompareAsync)
            .WithName("compareRevisions")
            .WithSummary("How the registry of one revision differs from that of another")
            .MayFail(404);
        registry
            .MapPost("/revisions/{revision:long}/rollback", RollBackAsync)
            .WithName("rollBackRegistry")
            .WithSummary("Bring the state of a revision back, as a new revision")
            .MayFail(404, 409);
        registry
            .MapPost("/import", ImportAsync)
            .WithName("importRegistry")
            .WithSummary("Publish all definitions of registry files, or none")
            .WithMetadata(new BodyLimit(MaxImport))
            .MayFail(409);
        registry
            .MapMethods("/export", EndpointDescriptions.GetAndHead, ExportAsync)
            .WithName("exportRegistry")
            .WithSummary("All definitions of the database in the form of registry files")
            .ProducesTagged<ExchangeBody>()
            .MayFail(404);
    }

    private static Task<Outcome<PageBody<RevisionBody>>> ListAsync(
        Query<PageQuery> page,
        RevisionService service,
        CancellationToken cancel
    ) => service.ListAsync(page.Value, cancel);

    private static Task<Outcome<RevisionBody>> FindAsync(
        long revision,
        RevisionService service,
        CancellationToken cancel
    ) => service.FindAsync(revision, cancel);

    private static Task<Outcome<DiffBody>> CompareAsync(
        Query<RevisionSpan> span,
        RevisionService service,
        CancellationToken cancel
    ) => service.CompareAsync(span.Value.From, span.Value.To, cancel);

    private static Task<Outcome<ChangeBody>> RollBackAsync(
        long revision,
        IfMatch match,
        Caller caller,
        RevisionService service,
        CancellationToken cancel
    ) => service.RollBackAsync(revision, new ChangeRequest(caller, "rollback", match), cancel);

    private static Task<Outcome<ChangeBody>> ImportAsync(
        IfMatch match,
        Query<ImportQuery> query,
        Body<RegistryDocument> body,
        Caller caller,
        ExchangeService service,
        CancellationToken cancel
    )
    {
        var request = new ChangeRequest(caller, "import", match, query.Value.IsDryRun);
        return service.ImportAsync(body.Value.Json, request, cancel);
    }

    private static async Task<IResult> ExportAsync(
        Query<ExportQuery> query,
        HttpContext context,
        ExchangeService service,
        CancellationToken cancel
    )
    {
        var (export, error) = await service.ExportAsync(query.Value.Revision, cancel);
        if (error is not null)
        {
            return new Outcome<Done>(default, error);
        }

        var tag = EntityTags.Of(export!.Revision);
        context.Response.Headers.ETag = tag;
        return EntityTags.IsKnown(context.Request, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(export.Json, "application/json; charset=utf-8");
    }
}
