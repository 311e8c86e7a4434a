using IxpServer.Api.Http;

namespace IxpServer.Api.Limits;

/// <summary>Requests that are counted together.</summary>
internal enum LimitGroup
{
    /// <summary>Definitions, pages, the browser runtime and whatever is in no other group.</summary>
    Other,

    /// <summary>Renders; a batch counts as one request.</summary>
    Render,

    /// <summary>What accounts may read and change.</summary>
    Admin,

    /// <summary>Signing in, and all that is done with passwords and tokens.</summary>
    SignIn,

    /// <summary>Crawlers' pages.</summary>
    Crawl,
}

/// <summary>Metadata: in which group requests of an endpoint are counted.</summary>
/// <param name="Group">The group.</param>
internal sealed record LimitedAs(LimitGroup Group);

/// <summary>Which group a request belongs to.</summary>
internal static class LimitGroups
{
    private static readonly PathString Api = "/api";

    /// <summary>The page that tells a browser to come back later must not be refused its looks.</summary>
    private static readonly PathString ErrorStyle = $"/{ErrorPage.Style}";

    /// <summary>The group; null for requests that are not counted.</summary>
    internal static LimitGroup? Of(HttpContext context) =>
        Of(context.Request.Path, context.GetEndpoint()?.Metadata.GetMetadata<LimitedAs>());

    /// <summary>The same of a path, and what its endpoint says of itself if it has one that does.</summary>
    internal static LimitGroup? Of(PathString path, LimitedAs? endpoint) =>
        endpoint is not null ? endpoint.Group
        : path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase) ? LimitGroup.Admin
        : Probe.Find(path) is { IsLimited: false } || path == ErrorStyle ? null
        : LimitGroup.Other;
}
