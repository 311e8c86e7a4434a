using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Http;

/// <summary>
/// Writes an <see cref="IxpError"/> in the form the caller asked for: the protocol's JSON, RFC 9457 with
/// <c>Accept: application/problem+json</c>, or a page for browsers. The status is the same in all three.
/// </summary>
public static class ErrorResponse
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Answers with the error. The response must not have started.</summary>
    public static Task WriteAsync(HttpContext context, IxpError error)
    {
        context.RequestServices.GetRequiredService<HttpMetrics>().CountError(error.Code);
        var response = context.Response;
        response.StatusCode = error.Status;
        response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in error.Headers)
        {
            response.Headers[name] = value;
        }

        UnreadBody.Announce(context);

        var timestamp = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return Preferred(context.Request) switch
        {
            Form.Page => ErrorPage.WriteAsync(context, error),
            Form.Problem => WriteBytesAsync(
                response,
                "application/problem+json",
                Json(writer => WriteProblem(writer, error, context.Request.PathBase + context.Request.Path, timestamp))
            ),
            _ => WriteBytesAsync(
                response,
                MediaTypeNames.Application.Json,
                Json(writer => WriteError(writer, error, timestamp))
            ),
        };
    }

    /// <summary>The protocol's error object, <c>{"error":{…}}</c>.</summary>
    public static void WriteError(Utf8JsonWriter writer, IxpError error, DateTimeOffset timestamp)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("code", error.Code);
        writer.WriteString("message", error.Message);
        writer.WriteString("timestamp", Timestamps.Format(timestamp));
        WriteDetails(writer, error);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteProblem(Utf8JsonWriter writer, IxpError error, string path, DateTimeOffset timestamp)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "about:blank");
        writer.WriteString("title", Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(error.Status));
        writer.WriteNumber("status", error.Status);
        writer.WriteString("detail", error.Message);
        writer.WriteString("instance", IxpError.Clip(path));
        writer.WriteString("code", error.Code);
        writer.WriteString("timestamp", Timestamps.Format(timestamp));
        WriteDetails(writer, error);
        writer.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter writer, IxpError error)
    {
        if (error.Details is not null)
        {
            writer.WritePropertyName("details");
            error.Details.WriteTo(writer);
        }
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return buffer.ToArray();
    }

    private static Task WriteBytesAsync(HttpResponse response, string contentType, byte[] body)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, response.HttpContext.RequestAborted).AsTask();
    }

    private static Form Preferred(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return Form.Json;
        }

        foreach (var type in accepted.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1))
        {
            switch (type.MediaType.Value?.ToUpperInvariant())
            {
                case "TEXT/HTML":
                    return Form.Page;
                case "APPLICATION/PROBLEM+JSON":
                    return Form.Problem;
                case "APPLICATION/JSON" or "*/*" or "APPLICATION/*":
                    return Form.Json;
            }
        }

        return Form.Json;
    }

    private enum Form
    {
        Json,
        Problem,
        Page,
    }
}
