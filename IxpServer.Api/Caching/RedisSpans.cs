using System.Diagnostics;
using System.Net;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Caching;

/// <summary>
/// A span for each command to Redis that somebody waits for, under the names of OpenTelemetry's conventions for
/// databases. What is done in the background, for nobody in particular, has none. Keys are not told: they may hold ids.
/// </summary>
internal static class RedisSpans
{
    /// <summary>Whether a span of this request would be kept; nothing is made ready for one that would not.</summary>
    internal static bool IsOn => ServerTelemetry.Activities.HasListeners() && Activity.Current is { Recorded: true };

    /// <summary>Starts one.</summary>
    /// <param name="redis">Whom the command goes to.</param>
    /// <param name="command">The command, such as <c>INCRBY</c>.</param>
    internal static Activity? Start(RedisLink redis, string command)
    {
        if (!IsOn || ServerTelemetry.Activities.StartActivity(command, ActivityKind.Client) is not { } span)
        {
            return null;
        }

        span.SetTag("db.system.name", "redis").SetTag("db.operation.name", command);
        var (host, port) = redis.Server switch
        {
            DnsEndPoint name => (name.Host, name.Port),
            IPEndPoint address => (address.Address.ToString(), address.Port),
            _ => (null, 0),
        };
        return host is null ? span : span.SetTag("server.address", host).SetTag("server.port", port);
    }

    /// <summary>Says that the command failed.</summary>
    internal static void Fail(this Activity? span, Exception fault) =>
        span?.SetTag("error.type", fault.GetType().FullName).SetStatus(ActivityStatusCode.Error, fault.Message);
}
