using System.ComponentModel;
using System.Text.Json.Nodes;

namespace IxpServer.Api.Rendering;

// These types describe bodies to the OpenAPI document. The bodies themselves are read and written as JSON, because
// parameters and props have the shape that the registry gives them.

/// <summary>The body of <c>POST /ixp/render</c>.</summary>
/// <param name="Intent">What to render.</param>
/// <param name="Options">Props added for names that neither the parameters nor the data have.</param>
/// <param name="Context">Where the render belongs: <c>sessionId</c> is the id of a session of the caller's.</param>
public sealed record RenderRequestBody(
    IntentRequestBody Intent,
    JsonObject? Options = null,
    JsonObject? Context = null
);

/// <summary>The intent to render.</summary>
/// <param name="Name">The intent's name.</param>
/// <param name="Parameters">What the intent's schema asks for.</param>
/// <param name="Version">A semantic version or range; the latest when left out.</param>
public sealed record IntentRequestBody(
    string Name,
    JsonObject? Parameters = null,
    [property: Description("A semantic version or range, such as ^1.2; the latest when left out")]
        string? Version = null
);

/// <summary>The answer of a render.</summary>
/// <param name="Record">What to mount.</param>
/// <param name="Component">The component's definition with its name.</param>
/// <param name="Ttl">How long the answer may be used, in seconds.</param>
/// <param name="Metadata">Where data is from, when the intent has a provider.</param>
/// <param name="Degraded">Providers whose data is missing or older than promised.</param>
public sealed record RenderResponseBody(
    RenderRecordBody Record,
    JsonObject Component,
    int Ttl,
    JsonObject? Metadata = null,
    IReadOnlyList<string>? Degraded = null
);

/// <summary>What to mount.</summary>
/// <param name="ModuleUrl">The module's URL, or its path on this server.</param>
/// <param name="ExportName">The module's export.</param>
/// <param name="Props">Valid props.</param>
public sealed record RenderRecordBody(string ModuleUrl, string ExportName, JsonObject Props);

/// <summary>The body of <c>POST /ixp/render/batch</c>.</summary>
/// <param name="Requests">At most 50.</param>
public sealed record RenderBatchBody(IReadOnlyList<RenderRequestBody> Requests);

/// <summary>The answer of a batch.</summary>
/// <param name="Results">In the order of the requests.</param>
public sealed record RenderBatchResponseBody(IReadOnlyList<RenderBatchResult> Results);

/// <summary>One result of a batch.</summary>
/// <param name="Status">The HTTP status a single render would have had.</param>
/// <param name="Body">The body it would have had.</param>
public sealed record RenderBatchResult(int Status, JsonObject Body);
