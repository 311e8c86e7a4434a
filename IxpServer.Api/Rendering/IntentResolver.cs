using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Rendering;

/// <summary>Finds the intent that a request asks for, and what stands in the way of rendering it.</summary>
internal sealed class IntentResolver(RegistryStore registry)
{
    /// <summary>What is asked for; null when it is not to be had, and why.</summary>
    internal ResolvedIntent? Resolve(
        JsonElement body,
        string? origin,
        out RenderRequest request,
        out RenderOutcome refused
    )
    {
        using var span = RenderSpans.StartResolve();
        refused = default;
        if (RenderRequest.Read(body, out request) is { } malformed)
        {
            refused = malformed;
            return null;
        }

        var snapshot = registry.Current;
        var resolved = snapshot.FindResolved(request.Name, request.Range);
        if (resolved is null)
        {
            var known = request.Range is not null && snapshot.FindIntent(request.Name) is not null;
            refused = IxpError.IntentNotSupported(request.Name, known ? request.RangeText : null);
            return null;
        }

        if (origin is not null && resolved.Component is { } guarded && !guarded.Allows(origin))
        {
            refused = RenderOutcome.Failed(resolved, IxpError.OriginNotAllowed(origin, guarded.Name));
            return null;
        }

        return resolved;
    }

    /// <summary>What is wrong with the parameters, or why the intent cannot be rendered though they are well; else null.</summary>
    internal static IxpError? FindFaults(ResolvedIntent resolved, in RenderRequest request, JsonElement parameters) =>
        FindParameterFaults(resolved.Intent, parameters) ?? FindObstacle(resolved, request);

    private static IxpError? FindParameterFaults(IntentDefinition intent, JsonElement parameters)
    {
        using var span = RenderSpans.StartValidate();
        var result = intent.Parameters.Validate(parameters);
        return result.IsValid ? null : ParameterFaults.ToError(result.Faults, intent.Parameters.Json);
    }

    private static IxpError? FindObstacle(ResolvedIntent resolved, in RenderRequest request)
    {
        var intent = resolved.Intent;
        return resolved.Component is null ? IxpError.ComponentNotFound(intent.Component)
            : request.SessionId is null && intent is { ReadsSession: true, DataProvider.Required: true }
                ? IxpError.InvalidRequest($"Intent '{intent.Name}' reads its session: send context.sessionId")
            : null;
    }
}
