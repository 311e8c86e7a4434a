using System.Diagnostics;
using System.IO.Hashing;
using System.IO.Pipelines;
using IxpServer.Api.Http;
using IxpServer.Api.Limits;
using IxpServer.Api.Requests;
using IxpServer.Api.Sessions;

namespace IxpServer.Api.Rendering;

/// <summary>Renders one intent, or several at once.</summary>
internal static class RenderEndpoints
{
    private const int MaxBody = 10 * 1024 * 1024;

    internal static void MapRendering(this IEndpointRouteBuilder routes)
    {
        // Taken once: asking for a service in each request costs a scope.
        var renders = routes.ServiceProvider.GetRequiredService<RenderService>();
        var log = routes.ServiceProvider.GetRequiredService<RenderLog>();
        var metrics = routes.ServiceProvider.GetRequiredService<IntentMetrics>();
        var group = routes
            .MapGroup("/ixp/render")
            .WithTags("Rendering")
            .WithMetadata(new BodyLimit(MaxBody), new LimitedAs(LimitGroup.Render));
        group
            .MapPost(
                "",
                (HttpContext context, CancellationToken cancel) => RenderAsync(context, renders, log, metrics, cancel)
            )
            .WithName("render")
            .WithSummary("Renders an intent: what to mount, with which props, for how long")
            .ReadsJson<RenderRequestBody>()
            .Produces<RenderResponseBody>()
            .WithMetadata(TaggedAnswer.Instance)
            .MayFail(403, 404, 500, 502, 503);
        group
            .MapPost("/batch", RenderBatchAsync)
            .WithName("renderBatch")
            .WithSummary("Renders up to 50 intents; each result has its own status")
            .ReadsJson<RenderBatchBody>()
            .Produces<RenderBatchResponseBody>()
            .MayFail(503);
    }

    private static async Task RenderAsync(
        HttpContext context,
        RenderService renders,
        RenderLog log,
        IntentMetrics metrics,
        CancellationToken cancel
    )
    {
        using var read = await JsonBody.ReadAsync(context.Request, cancel);
        if (read.Error is { } unreadable)
        {
            await ErrorResponse.WriteAsync(context, unreadable);
            return;
        }

        var startedAt = Stopwatch.GetTimestamp();
        var outcome = await renders.RenderAsync(read.Root, Origin(context), new RenderSessions(context), cancel);
        try
        {
            var took = Stopwatch.GetElapsedTime(startedAt);
            metrics.Record(outcome, took);
            var isKept = await log.AddAsync(read.Root, outcome, took, SignedIn.IdOf(context));
            if ((isKept ? outcome.Error : RenderLog.NotKept) is { } error)
            {
                await ErrorResponse.WriteAsync(context, error);
                return;
            }

            await SendAsync(context.Response, outcome, cancel);
        }
        finally
        {
            renders.Return(outcome);
        }
    }

    private static async Task RenderBatchAsync(
        HttpContext context,
        RenderBatchService batches,
        CancellationToken cancel
    )
    {
        using var read = await JsonBody.ReadAsync(context.Request, cancel);
        var requests = default(System.Text.Json.JsonElement);
        if ((read.Error ?? RenderBatchService.Read(read.Root, out requests)) is { } error)
        {
            await ErrorResponse.WriteAsync(context, error);
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await batches.WriteAsync(
            requests,
            Origin(context),
            RenderSessions.OfBatch(context),
            SignedIn.IdOf(context),
            context.Response.BodyWriter,
            cancel
        );
    }

    private static ValueTask<FlushResult> SendAsync(
        HttpResponse response,
        in RenderOutcome outcome,
        CancellationToken cancel
    )
    {
        var body = outcome.Buffer!.Written;
        var headers = response.Headers;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        var resolved = outcome.Resolved!;
        headers.CacheControl = outcome.IsDegraded ? "no-store" : resolved.CacheControl;
        headers.ETag = Tag(body.Span, response.HttpContext.Request.Headers.AcceptEncoding.Count > 0);
        foreach (var (name, value) in resolved.DeprecationHeaders)
        {
            var mount = response.HttpContext.Request.PathBase;
            headers[name] = mount.HasValue ? value.Replace("</", $"<{mount}/", StringComparison.Ordinal) : value;
        }

        return body.Length <= PacedWriter.FlushLength
            ? response.BodyWriter.WriteAsync(body, cancel)
            : SendLargeAsync(response.BodyWriter, body, cancel);
    }

    /// <summary>The server would take a copy of all of it before any is sent.</summary>
    private static async ValueTask<FlushResult> SendLargeAsync(
        PipeWriter output,
        ReadOnlyMemory<byte> body,
        CancellationToken cancel
    )
    {
        await new PacedWriter(output).WriteAsync(body, cancel);
        return await output.FlushAsync(cancel);
    }

    /// <summary>The tag is weak where the answer may be compressed on its way: it stands for the JSON, not its bytes.</summary>
    private static string Tag(ReadOnlySpan<byte> body, bool isWeak)
    {
        Span<char> tag = stackalloc char[20];
        var opening = isWeak ? "W/\"" : "\"";
        opening.CopyTo(tag);
        XxHash3.HashToUInt64(body).TryFormat(tag[opening.Length..], out var digits, "x16");
        tag[opening.Length + digits] = '"';
        return new string(tag[..(opening.Length + digits + 1)]);
    }

    private static string? Origin(HttpContext context) =>
        context.Request.Headers.Origin is { Count: > 0 } origin ? origin.ToString() : null;
}
