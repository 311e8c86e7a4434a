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

/// <summary>Which group a request belongs to.</summary>
internal static class LimitGroups
{
    /// <summary>The page that tells a browser to come back later must not be refused its looks.</summary>
    private static readonly PathString ErrorStyle = $"/{ErrorPage.Style}";

    /// <summary>The group; null for requests that are not counted.</summary>
    internal static LimitGroup? Of(PathString path)
    {
        if (path.StartsWithSegments("/ixp/render", StringComparison.OrdinalIgnoreCase))
        {
            return LimitGroup.Render;
        }

        if (path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase, out var rest))
        {
            return rest.StartsWithSegments("/auth", StringComparison.OrdinalIgnoreCase)
                ? LimitGroup.SignIn
                : LimitGroup.Admin;
        }

        if (path.StartsWithSegments("/ixp/crawler_content", StringComparison.OrdinalIgnoreCase))
        {
            return LimitGroup.Crawl;
        }

        return Probe.Find(path) is { IsLimited: false } || path == ErrorStyle ? null : LimitGroup.Other;
    }
}
