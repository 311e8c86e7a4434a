using System.Text;
using System.Text.Encodings.Web;

namespace IxpServer.Api.Http;

/// <summary>
/// The page a browser gets instead of an error in JSON. What it names is relative to the request, so that it is found
/// wherever the server is mounted.
/// </summary>
internal static class ErrorPage
{
    /// <summary>The one file that the page needs, below the first page.</summary>
    internal const string Style = "assets/css/error.css";

    internal static Task WriteAsync(HttpContext context, IxpError error)
    {
        var encoder = HtmlEncoder.Default;
        var start = Start(context.Request.Path);
        var title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(error.Status);
        var html = $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{error.Status} {encoder.Encode(title)}</title>
              <link rel="icon" href="data:,">
              <link rel="stylesheet" href="{start}{Style}">
            </head>
            <body>
              <main>
                <p class="status">{error.Status}</p>
                <h1>{encoder.Encode(title)}</h1>
                <p>{encoder.Encode(error.Message)}</p>
                <p class="code">{encoder.Encode(error.Code)}</p>
                <p><a href="{start}">Back to the start</a></p>
              </main>
            </body>
            </html>
            """;
        return Pages.WriteHtmlAsync(context, Encoding.UTF8.GetBytes(html));
    }

    /// <summary>The way from a path to the server's first page.</summary>
    private static string Start(PathString path) =>
        path.Value?.Count(character => character is '/') is > 1 and var depth
            ? string.Concat(Enumerable.Repeat("../", depth - 1))
            : "./";
}
