using System.Text;
using System.Text.Encodings.Web;

namespace IxpServer.Api.Http;

/// <summary>The page a browser gets instead of an error in JSON.</summary>
internal static class ErrorPage
{
    internal static Task WriteAsync(HttpContext context, IxpError error)
    {
        var encoder = HtmlEncoder.Default;
        var title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(error.Status);
        var html = $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{error.Status} {encoder.Encode(title)}</title>
              <link rel="stylesheet" href="/assets/error.css">
            </head>
            <body>
              <main>
                <p class="status">{error.Status}</p>
                <h1>{encoder.Encode(title)}</h1>
                <p>{encoder.Encode(error.Message)}</p>
                <p class="code">{encoder.Encode(error.Code)}</p>
                <p><a href="/">Back to the start</a></p>
              </main>
            </body>
            </html>
            """;
        return Pages.WriteHtmlAsync(context, Encoding.UTF8.GetBytes(html));
    }
}
