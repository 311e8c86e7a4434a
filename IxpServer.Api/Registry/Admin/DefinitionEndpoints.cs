using IxpServer.Api.Http;
using IxpServer.Api.Registry.Stored;
using IxpServer.Api.Requests;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Admin;

/// <summary>Versions of intents and components in the database.</summary>
internal static class DefinitionEndpoints
{
    internal static void MapDefinitions(this RouteGroupBuilder registry)
    {
        Map<IntentBody>(registry, "/intents", DefinitionKinds.Intent, "Intent");
        Map<ComponentBody>(registry, "/components", DefinitionKinds.Component, "Component");
    }

    private static void Map<TBody>(RouteGroupBuilder registry, string path, string kind, string title)
        where TBody : notnull
    {
        var group = registry.MapGroup(path);
        group
            .MapMethods(
                "",
                EndpointDescriptions.GetAndHead,
                (HttpContext context, DefinitionService service) => List(context, service, kind)
            )
            .WithName($"list{title}Versions")
            .WithSummary($"Versions of {kind}s in the database, newest first")
            .WithQuery("name", "status", "limit", "cursor", "page")
            .Produces<PageBody<DefinitionBody>>()
            .ProducesIxpErrors(400, 401, 403, 503);
        group
            .MapPost("", (HttpContext context, DefinitionService service) => Publish(context, service, kind, path))
            .WithName($"publish{title}")
            .WithSummary($"Publish a version of a {kind}, which never changes afterwards")
            .WithMetadata(new BodyLimit(Submission.LargestDocument))
            .AcceptsJson<TBody>()
            .Produces<ChangeBody>()
            .Produces<ChangeBody>(StatusCodes.Status201Created)
            .ProducesIxpErrors(400, 401, 403, 409, 412, 413, 415, 503);
        group
            .MapMethods(
                "/{name}/{version}",
                EndpointDescriptions.GetAndHead,
                (HttpContext context, DefinitionService service, string name, string version) =>
                    Read(context, service, VersionKey.Of(kind, name, version))
            )
            .WithName($"get{title}Version")
            .WithSummary($"One version of a {kind}")
            .Produces<DefinitionBody>()
            .ProducesIxpErrors(401, 403, 404, 503);
        group
            .MapPut(
                "/{name}/{version}/status",
                (HttpContext context, DefinitionService service, string name, string version) =>
                    Move(context, service, VersionKey.Of(kind, name, version))
            )
            .WithName($"set{title}Status")
            .WithSummary("Activate, deprecate or delete a version")
            .AcceptsJson<StatusBody>()
            .Produces<ChangeBody>()
            .ProducesIxpErrors(400, 401, 403, 404, 409, 412, 413, 415, 503);
    }

    private static async Task List(HttpContext context, DefinitionService service, string kind)
    {
        var (page, error) = await service.ListAsync(kind, context.Request.Query, context.RequestAborted);
        await RegistryAdminRequest.SendAsync(context, page, error);
    }

    private static async Task Read(HttpContext context, DefinitionService service, VersionKey key)
    {
        var (body, revision) = await service.FindAsync(key, context.RequestAborted);
        await RegistryAdminRequest.SendAsync(
            context,
            body,
            body is null ? DefinitionService.NotFound(key) : null,
            revision
        );
    }

    private static async Task Publish(HttpContext context, DefinitionService service, string kind, string path)
    {
        var (request, error) = RegistryAdminRequest.Read(context, "publish");
        using var body = await JsonBody.ReadAsync(context.Request, context.RequestAborted);
        if ((error ?? body.Error) is { } refusal)
        {
            await ErrorResponse.WriteAsync(context, refusal);
            return;
        }

        var (outcome, key) = await service.PublishAsync(kind, body.Root, request!, context.RequestAborted);
        var isNew = outcome.Body is { Changes.Count: > 0 };
        if (isNew)
        {
            context.Response.Headers.Location =
                $"{context.Request.PathBase}/api/registry{path}/{Uri.EscapeDataString(key.Name)}/{Uri.EscapeDataString(key.Version)}";
        }

        await RegistryAdminRequest.SendAsync(
            context,
            outcome,
            isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK
        );
    }

    private static async Task Move(HttpContext context, DefinitionService service, VersionKey key)
    {
        var (request, error) = RegistryAdminRequest.Read(context, "status");
        using var body = await JsonBody.ReadAsync(context.Request, context.RequestAborted);
        if ((error ?? body.Error) is { } refusal)
        {
            await ErrorResponse.WriteAsync(context, refusal);
            return;
        }

        var outcome = await service.MoveAsync(key, body.Root, request!, context.RequestAborted);
        await RegistryAdminRequest.SendAsync(context, outcome);
    }
}
