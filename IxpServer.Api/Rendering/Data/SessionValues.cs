using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Rendering.Data;

/// <summary>What a provider may know of the session that a render belongs to.</summary>
/// <param name="Id">The session.</param>
/// <param name="Values">Values of its context by the paths that the intent lists; those it lacks are left out.</param>
public sealed record SessionValues(Guid Id, JsonElement Values)
{
    internal static readonly JsonElement None = JsonElement.Parse("{}");

    /// <summary>Picks what the provider may know, and nothing else.</summary>
    internal static SessionValues Pick(Guid id, JsonElement? context, DataProviderDefinition provider) =>
        new(id, JsonPointers.Pick(context ?? None, provider.Session));
}
