using System.Buffers;
using System.Diagnostics;

namespace IxpServer.Api.Http;

/// <summary>
/// Gives each request the id under which it is found again: what <c>x-trace-id</c> says, else the id of its trace (W3C
/// Trace Context), else a new one. It is <see cref="HttpContext.TraceIdentifier"/> from here on, and every answer has it.
/// </summary>
internal sealed class TraceIds(RequestDelegate next)
{
    internal const string Header = "x-trace-id";

    private const string Tag = "ixp.trace_id";
    private const int Longest = 64;

    /// <summary>What can stand in a log, a shell and a URL as it is.</summary>
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    );

    public Task InvokeAsync(HttpContext context)
    {
        var activity = Activity.Current;
        var id =
            Given(context.Request) ?? activity?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(Tag, id);
        }

        return next(context);
    }

    private static string? Given(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out var given)
        && given is [{ Length: > 0 and <= Longest } id]
        && !id.AsSpan().ContainsAnyExcept(Allowed)
            ? id
            : null;
}
