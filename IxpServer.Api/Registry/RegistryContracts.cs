using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace IxpServer.Api.Registry;

// These types describe answers to the OpenAPI document. The answers themselves are the authors' definitions, verbatim.

/// <summary>The answer of <c>GET /ixp/intents</c>.</summary>
public sealed record IntentListBody(IReadOnlyList<IntentBody> Intents, string Version, DateTimeOffset Timestamp);

/// <summary>An intent as its author wrote it.</summary>
public sealed record IntentBody(
    string Name,
    string Description,
    JsonObject Parameters,
    string Component,
    string Version,
    bool? Deprecated = null,
    bool? Crawlable = null,
    string? Title = null,
    string? Category = null,
    IReadOnlyList<string>? Tags = null,
    string? ReplacedBy = null,
    string? Sunset = null,
    int? Ttl = null
)
{
    /// <summary>Whatever else the author wrote.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>The answer of <c>GET /ixp/components</c>.</summary>
public sealed record ComponentListBody(
    IReadOnlyList<ComponentBody> Components,
    string Version,
    DateTimeOffset Timestamp
);

/// <summary>A component as its author wrote it, with its name.</summary>
public sealed record ComponentBody(
    string Name,
    string Framework,
    string RemoteUrl,
    string ExportName,
    JsonObject PropsSchema,
    string Version,
    IReadOnlyList<string> AllowedOrigins,
    JsonObject SecurityPolicy,
    bool? Deprecated = null,
    string? Integrity = null
)
{
    /// <summary>Whatever else the author wrote.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}
