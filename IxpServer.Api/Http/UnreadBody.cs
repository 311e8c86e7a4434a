using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace IxpServer.Api.Http;

/// <summary>
/// Refusals that come before the body has been read. To close the connection while the client still sends is a reset,
/// which takes the answer from it (RFC 9112, section 9.6): what it sends is thrown away for a while instead.
/// </summary>
internal static class UnreadBody
{
    /// <summary>The most that is thrown away, in bytes. Kestrel takes no body that is longer.</summary>
    internal const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>Enough for 10 MB over a line of 3 Mbit/s.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Tells the client to send no more where it has much to send, or waits for leave to (<c>Expect</c>): what it sent
    /// next on this connection would be taken for the body. Before the answer starts.
    /// </summary>
    internal static void Announce(HttpContext context)
    {
        var request = context.Request;
        if (
            MayFollow(context)
            && (
                context.Response.StatusCode
                    is StatusCodes.Status408RequestTimeout
                        or StatusCodes.Status413PayloadTooLarge
                || (
                    IsUntouched(context)
                    && (request.ContentLength is null or > ServerLimits.SmallBody || request.Headers.Expect.Count > 0)
                )
            )
        )
        {
            context.Response.Headers.Connection = "close";
        }
    }

    /// <summary>Sends the answer, then reads what is left of the body.</summary>
    internal static async Task DrainAsync(HttpContext context)
    {
        if (!MayFollow(context) || context.Response.StatusCode is StatusCodes.Status408RequestTimeout)
        {
            return;
        }

        try
        {
            await context.Response.CompleteAsync();
            if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            {
                // A client that is too busy reading or sending elsewhere need not be hurried: the time is bounded here.
                rate.MinDataRate = null;
            }

            if (IsUntouched(context))
            {
                // Of one that is longer than Kestrel takes, a part can still be read.
                context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            }

            await ReadAsync(context.Request.BodyReader, context.RequestServices.GetRequiredService<TimeProvider>());
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client has gone, or sends no chunks. It has been answered.
            if (ConnectionFaults.IsEnd(fault))
            {
                context.Abort();
            }
        }
    }

    /// <summary>Without a token, which would leave the reader in the middle of a read.</summary>
    private static async Task ReadAsync(PipeReader reader, TimeProvider time)
    {
        await using var late = time.CreateTimer(
            static body => ((PipeReader)body!).CancelPendingRead(),
            reader,
            MaxTime,
            Timeout.InfiniteTimeSpan
        );
        for (long total = 0; total < MaxBytes; )
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            total += read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || read.IsCanceled)
            {
                return;
            }
        }
    }

    private static bool IsUntouched(HttpContext context) =>
        context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false };

    /// <summary>A stream of HTTP/2 ends by itself, and the connection goes on.</summary>
    private static bool MayFollow(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
        && !HttpProtocol.IsHttp2(context.Request.Protocol);
}
