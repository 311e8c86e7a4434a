using Microsoft.Extensions.Primitives;

namespace IxpServer.Api.Http;

/// <summary>
/// What browsers are told of every answer, errors included (OWASP Secure Headers, the deployment guide's Helmet). The
/// defaults are those of JSON; pages and what other sites may load say where they differ.
/// </summary>
internal static class SecurityHeaders
{
    private const string OtherSites = "cross-origin";
    private const string AnyOrigin = "*";

    /// <summary>The guide's two years. A proxy's TLS counts when the proxy is trusted to tell of it.</summary>
    private static readonly TimeSpan HstsAge = TimeSpan.FromDays(730);

    // Made once: this runs for every request.
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Deny = "DENY";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues Referrer = "strict-origin-when-cross-origin";

    /// <summary>The old filters of browsers were themselves a way to attack; 0 is what Helmet sends and OWASP advises.</summary>
    private static readonly StringValues NoFilter = "0";

    /// <summary>Data is no document: whoever is led to open it gets nothing that runs, loads or is framed.</summary>
    private static readonly StringValues DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    internal static void AddSecurityHeaders(this IServiceCollection services) =>
        services.AddHsts(hsts => hsts.MaxAge = HstsAge);

    internal static void UseSecurityHeaders(this IApplicationBuilder app)
    {
        app.UseHsts();
        app.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                headers.XContentTypeOptions = NoSniff;
                headers.XFrameOptions = Deny;
                headers.XXSSProtection = NoFilter;
                headers.ContentSecurityPolicy = DataPolicy;
                headers["Referrer-Policy"] = Referrer;
                headers["Cross-Origin-Resource-Policy"] = SameOrigin;
                return next(context);
            }
        );
    }

    /// <summary>
    /// Pages of all other sites may load the answer, by a script element or with CORS: it is the same for each, and says so
    /// whether or not a page asks, since a cache may have it from somebody who was none.
    /// </summary>
    internal static void AllowOtherSites(this HttpResponse response)
    {
        var headers = response.Headers;
        headers["Cross-Origin-Resource-Policy"] = OtherSites;
        headers.AccessControlAllowOrigin = AnyOrigin;
        headers.Vary = default;
    }

    /// <summary>The answer is a page of this server's.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="policy">What it may load and who may frame it.</param>
    internal static void SetPagePolicy(this HttpResponse response, string policy)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;

        // No page needs any of them, nor what an opened window could reach through it.
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
    }

    /// <summary>The answer is a page that any page may frame, and that has no origin wherever it is shown.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="policy">What it may load; it is sandboxed and says who may frame it.</param>
    internal static void SetFramePolicy(this HttpResponse response, string policy)
    {
        response.SetPagePolicy(policy);
        var headers = response.Headers;
        headers.Remove("X-Frame-Options");

        // Opened by itself, a sandboxed page that has it is refused by browsers (HTML, section 7.4.5).
        headers.Remove("Cross-Origin-Opener-Policy");
    }
}
