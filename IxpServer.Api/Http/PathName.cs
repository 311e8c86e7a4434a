using Microsoft.AspNetCore.Http.Features;

namespace IxpServer.Api.Http;

/// <summary>Reads a name out of a request's path.</summary>
internal static class PathName
{
    /// <summary>
    /// The name in the last segment. The server leaves <c>%2F</c> in a path as it is, so that a slash in a name looks
    /// like a name with <c>%2F</c> in it: only the path as it was sent can tell them apart.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="routed">The segment as routing has it.</param>
    internal static string Read(HttpContext context, string routed)
    {
        if (!routed.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return routed;
        }

        var sent = context.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?', 2)[0].TrimEnd('/') ?? routed;
        return Uri.UnescapeDataString(sent[(sent.LastIndexOf('/') + 1)..]);
    }
}
