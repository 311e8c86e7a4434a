namespace IxpServer.Api.Http;

/// <summary>How the server's own pages are sent.</summary>
internal static class Pages
{
    /// <summary>Scripts, styles and frames of this server only; nothing inline.</summary>
    internal const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
        + "frame-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'none'";

    internal static async Task WriteHtmlAsync(HttpContext context, ReadOnlyMemory<byte> html)
    {
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = html.Length;
        response.SetPagePolicy(ContentSecurityPolicy);
        await response.Body.WriteAsync(html, context.RequestAborted);
    }
}
