using IxpServer.Api.Http;
using IxpServer.Api.Requests;

namespace IxpServer.Api.Registry.Admin;

/// <summary>The registry as a whole: its history, and how it goes in and out.</summary>
internal static class HistoryEndpoints
{
    private const int LargestImport = 10 * 1024 * 1024;

    /// <summary>An import holds many definitions, each of which may have as many members as a body usually does.</summary>
    private const int MostImportedMembers = 250_000;

    internal static void MapHistory(this RouteGroupBuilder registry)
    {
        registry
            .MapMethods("/revisions", EndpointDescriptions.GetAndHead, List)
            .WithName("listRevisions")
            .WithSummary("Changes of the registry, newest first")
            .WithQuery("limit", "cursor", "page")
            .Produces<PageBody<RevisionBody>>()
            .ProducesIxpErrors(400, 401, 403, 503);
        registry
            .MapMethods("/revisions/{revision:long}", EndpointDescriptions.GetAndHead, Find)
            .WithName("getRevision")
            .WithSummary("What one revision changed")
            .Produces<RevisionBody>()
            .ProducesIxpErrors(401, 403, 404, 503);
        registry
            .MapMethods("/revisions/diff", EndpointDescriptions.GetAndHead, Compare)
            .WithName("compareRevisions")
            .WithSummary("How the registry of one revision differs from that of another")
            .WithQuery("from", "to")
            .Produces<DiffBody>()
            .ProducesIxpErrors(400, 401, 403, 404, 503);
        registry
            .MapPost("/revisions/{revision:long}/rollback", RollBack)
            .WithName("rollBackRegistry")
            .WithSummary("Bring the state of a revision back, as a new revision")
            .Produces<ChangeBody>()
            .ProducesIxpErrors(400, 401, 403, 404, 409, 412, 503);
        registry
            .MapPost("/import", Import)
            .WithName("importRegistry")
            .WithSummary("Publish all definitions of registry files, or none")
            .WithMetadata(new BodyLimit(LargestImport))
            .WithQuery("dryRun")
            .AcceptsJson<ExchangeBody>()
            .Produces<ChangeBody>()
            .ProducesIxpErrors(400, 401, 403, 409, 412, 413, 415, 503);
        registry
            .MapMethods("/export", EndpointDescriptions.GetAndHead, Export)
            .WithName("exportRegistry")
            .WithSummary("All definitions of the database in the form of registry files")
            .WithQuery("revision")
            .Produces<ExchangeBody>()
            .ProducesIxpErrors(400, 401, 403, 404, 503);
    }

    private static async Task List(HttpContext context, RevisionService service)
    {
        var (page, error) = await service.ListAsync(context.Request.Query, context.RequestAborted);
        await RegistryAdminRequest.SendAsync(context, page, error);
    }

    private static async Task Find(HttpContext context, RevisionService service, long revision)
    {
        var body = await service.FindAsync(revision, context.RequestAborted);
        await RegistryAdminRequest.SendAsync(context, body, body is null ? RevisionService.NoRevision(revision) : null);
    }

    private static async Task Compare(HttpContext context, RevisionService service)
    {
        var query = context.Request.Query;
        if (!long.TryParse(query["from"], out var from) || !long.TryParse(query["to"], out var to))
        {
            await ErrorResponse.WriteAsync(context, IxpError.InvalidRequest("from and to must be revisions' numbers"));
            return;
        }

        var (body, error) = await service.CompareAsync(from, to, context.RequestAborted);
        await RegistryAdminRequest.SendAsync(context, body, error);
    }

    private static async Task RollBack(HttpContext context, RevisionService service, long revision)
    {
        var (request, error) = RegistryAdminRequest.Read(context, "rollback");
        if (error is not null)
        {
            await ErrorResponse.WriteAsync(context, error);
            return;
        }

        var outcome = await service.RollBackAsync(revision, request!, context.RequestAborted);
        await RegistryAdminRequest.SendAsync(context, outcome);
    }

    private static async Task Import(HttpContext context, ExchangeService service)
    {
        var (request, error) = RegistryAdminRequest.Read(context, "import");
        var dryRun = context.Request.Query["dryRun"].ToString();
        if (error is null && dryRun is not ("" or "true" or "false"))
        {
            error = IxpError.InvalidRequest("dryRun must be true or false");
        }

        using var body = await JsonBody.ReadAsync(context.Request, context.RequestAborted, MostImportedMembers);
        if ((error ?? body.Error) is { } refusal)
        {
            await ErrorResponse.WriteAsync(context, refusal);
            return;
        }

        var wish = request! with { IsDryRun = dryRun is "true" };
        await RegistryAdminRequest.SendAsync(
            context,
            await service.ImportAsync(body.Root, wish, context.RequestAborted)
        );
    }

    private static async Task Export(HttpContext context, ExchangeService service)
    {
        var text = context.Request.Query["revision"].ToString();
        long? revision = long.TryParse(text, out var number) ? number : null;
        if (text.Length > 0 && revision is null)
        {
            await ErrorResponse.WriteAsync(context, IxpError.InvalidRequest("revision must be a revision's number"));
            return;
        }

        var (json, shown) = await service.ExportAsync(revision, context.RequestAborted);
        if (json is null)
        {
            await ErrorResponse.WriteAsync(context, RevisionService.NoRevision(number));
            return;
        }

        var response = context.Response;
        response.Headers.ETag = $"\"{shown}\"";
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, context.RequestAborted);
    }
}
