using System.Globalization;
using IxpServer.Api.Http;

namespace IxpServer.Api.Limits;

/// <summary>
/// Counts a request before it is served, tells its caller what is left, and refuses or delays it where it is one too
/// many.
/// </summary>
internal sealed class LimitMiddleware(RequestDelegate next, RateLimits limits, SlowDown slowDown, LimitMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (LimitGroups.Of(context) is not { } group || CorsPolicies.IsPreflight(context.Request))
        {
            return next(context);
        }

        var caller = LimitCaller.Of(context);
        var taking = limits.AcquireAsync(new LimitKey(group, caller));
        if (caller.Kind is CallerKind.Address && LimitCaller.SiteOf(context.Connection.RemoteIpAddress) is { } site)
        {
            return WaitAsync(context, taking, new LimitKey(group, site));
        }

        return taking.IsCompletedSuccessfully ? ServeAsync(context, taking.Result) : WaitAsync(context, taking);
    }

    private async Task WaitAsync(HttpContext context, ValueTask<Granted> taking) =>
        await ServeAsync(context, await taking);

    /// <summary>What its subscriber is refused does not count for the site: others of it are no part of that.</summary>
    private async Task WaitAsync(HttpContext context, ValueTask<Granted> taking, LimitKey site)
    {
        var granted = await taking;
        if (granted.Used is not null && await limits.AcquireAsync(site) is { Used: null } ofSite)
        {
            granted = ofSite;
        }

        await ServeAsync(context, granted);
    }

    private Task ServeAsync(HttpContext context, in Granted granted)
    {
        WriteHeaders(context.Response.Headers, granted);
        if (granted.Used is null)
        {
            return RefuseAsync(context, granted.Policy, granted.Left);
        }

        var delay = slowDown.DelayOf(granted);
        return delay > TimeSpan.Zero ? DelayAsync(context, granted.Policy, delay) : next(context);
    }

    private async Task DelayAsync(HttpContext context, LimitPolicy policy, TimeSpan delay)
    {
        metrics.CountDelayed(policy.Group);
        await (
            await slowDown.WaitAsync(delay, context.RequestAborted)
                ? next(context)
                : RefuseAsync(context, policy, delay)
        );
    }

    private Task RefuseAsync(HttpContext context, LimitPolicy policy, TimeSpan retryAfter)
    {
        metrics.CountRefused(policy.Group);
        return ErrorResponse.WriteAsync(context, IxpError.RateLimitExceeded(policy.Max, policy.Window, retryAfter));
    }

    private static void WriteHeaders(IHeaderDictionary headers, in Granted granted)
    {
        var policy = granted.Policy;
        var left = policy.Max - (granted.Used ?? policy.Max);
        headers["RateLimit-Policy"] = policy.Header;
        headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{policy.Name}\";r={left};t={(long)Math.Ceiling(granted.Left.TotalSeconds)}"
        );
    }
}
