using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Admin;

/// <summary>Versions of intents and components in the database.</summary>
internal static class DefinitionEndpoints
{
    internal static void MapDefinitions(this RouteGroupBuilder registry)
    {
        var intents = Map(registry, "/intents", DefinitionKinds.Intent, "Intent");
        intents.MapPost("", PublishIntentAsync).Publishes("Intent", DefinitionKinds.Intent);
        var components = Map(registry, "/components", DefinitionKinds.Component, "Component");
        components.MapPost("", PublishComponentAsync).Publishes("Component", DefinitionKinds.Component);
    }

    private static RouteGroupBuilder Map(RouteGroupBuilder registry, string path, string kind, string title)
    {
        var group = registry.MapGroup(path);
        group
            .MapMethods(
                "",
                EndpointDescriptions.GetAndHead,
                (
                    Query<PageQuery> page,
                    Query<DefinitionQuery> query,
                    DefinitionService service,
                    CancellationToken cancel
                ) => service.ListAsync(kind, query.Value, page.Value, cancel)
            )
            .WithName($"list{title}Versions")
            .WithSummary($"Versions of {kind}s in the database, newest first");
        group
            .MapMethods(
                "/{name}/{version}",
                EndpointDescriptions.GetAndHead,
                (string name, string version, DefinitionService service, CancellationToken cancel) =>
                    service.FindAsync(VersionKey.Of(kind, name, version), cancel)
            )
            .WithName($"get{title}Version")
            .WithSummary($"One version of a {kind}")
            .MayFail(404);
        group
            .MapPut(
                "/{name}/{version}/status",
                (
                    string name,
                    string version,
                    IfMatch match,
                    Body<StatusBody> body,
                    Caller caller,
                    DefinitionService service,
                    CancellationToken cancel
                ) =>
                    service.MoveAsync(
                        VersionKey.Of(kind, name, version),
                        body.Value,
                        new ChangeRequest(caller, "status", match),
                        cancel
                    )
            )
            .WithName($"set{title}Status")
            .WithSummary("Activate, deprecate or delete a version")
            .MayFail(404, 409);
        return group;
    }

    private static void Publishes(this RouteHandlerBuilder endpoint, string title, string kind) =>
        endpoint
            .WithName($"publish{title}")
            .WithSummary($"Publish a version of a {kind}, which never changes afterwards")
            .WithMetadata(new BodyLimit(Submission.MaxDocument), AddressedAnswer.Instance)
            .Produces<ChangeBody>()
            .MayFail(409);

    private static async Task<CreatedOutcome<ChangeBody>> PublishIntentAsync(
        IfMatch match,
        Body<IntentDocument> body,
        Caller caller,
        DefinitionService service,
        CancellationToken cancel
    )
    {
        var request = new ChangeRequest(caller, "publish", match);
        return (await service.PublishAsync(DefinitionKinds.Intent, body.Value.Json, request, cancel)).Created(Address);
    }

    private static async Task<CreatedOutcome<ChangeBody>> PublishComponentAsync(
        IfMatch match,
        Body<ComponentDocument> body,
        Caller caller,
        DefinitionService service,
        CancellationToken cancel
    )
    {
        var request = new ChangeRequest(caller, "publish", match);
        var outcome = await service.PublishAsync(DefinitionKinds.Component, body.Value.Json, request, cancel);
        return outcome.Created(Address);
    }

    /// <summary>Where the version is; null for one that was there already.</summary>
    private static string? Address(ChangeBody change) =>
        change.Changes is [var made, ..]
            ? $"/api/registry/{made.Kind}s/{Uri.EscapeDataString(made.Name)}/{Uri.EscapeDataString(made.Version)}"
            : null;
}
