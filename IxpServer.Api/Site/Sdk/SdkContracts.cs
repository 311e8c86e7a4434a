using System.Text.Json;

namespace IxpServer.Api.Site.Sdk;

/// <summary>The answer of <c>GET /ixp/sdk/config</c>.</summary>
public sealed record SdkConfigBody(JsonElement Theme, string Version, SdkPaths Endpoints, SdkCors Cors);

/// <summary>Where the protocol's endpoints are on this server.</summary>
public sealed record SdkPaths(
    string Intents,
    string Components,
    string Render,
    string Sdk,
    string Menu,
    string Init,
    string Health,
    string Metrics
)
{
    internal static readonly SdkPaths Default = new(
        "/ixp/intents",
        "/ixp/components",
        "/ixp/render",
        "/ixp/sdk",
        "/ixp/menu",
        "/ixp/init",
        "/ixp/health",
        "/ixp/metrics"
    );
}

/// <summary>Origins whose pages may call the API.</summary>
public sealed record SdkCors(IReadOnlyList<string> Origins);
