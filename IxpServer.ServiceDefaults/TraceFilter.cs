using Microsoft.AspNetCore.Http;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Requests that nobody wants to see traces of: probes and scrapes, which come every few seconds and say nothing of what
/// users do. A service adds its own.
/// </summary>
public sealed class TraceFilter
{
    /// <summary>Beginnings of paths, whole segments, that are not traced.</summary>
    public IList<PathString> Untraced { get; } = ["/alive", "/ready", "/health", "/metrics"];

    internal bool IsTraced(HttpContext context)
    {
        foreach (var path in Untraced)
        {
            if (context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
