using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace IxpServer.Api.Telemetry;

/// <summary>
/// The deployment guide's metrics of requests, under the guide's names: <c>/metrics</c> alone has them. Over OTLP the
/// same goes under the names of OpenTelemetry's conventions, which ASP.NET Core measures itself.
/// </summary>
internal sealed class HttpMetrics
{
    /// <summary>Meter of what only <c>/metrics</c> has.</summary>
    internal const string MeterName = "IxpServer.Prometheus";

    /// <summary>The route of a file that was served.</summary>
    internal const string StaticFile = "static";

    /// <summary>The route of whatever is not there.</summary>
    internal const string Unmatched = "unmatched";

    private const string OtherMethod = "_OTHER";

    private static readonly string[] Methods =
    [
        HttpMethods.Get,
        HttpMethods.Post,
        HttpMethods.Put,
        HttpMethods.Delete,
        HttpMethods.Head,
        HttpMethods.Options,
        HttpMethods.Patch,
        HttpMethods.Trace,
        HttpMethods.Connect,
    ];

    /// <summary>In text once and for all: statuses are three digits.</summary>
    private static readonly object[] Statuses =
    [
        .. Enumerable.Range(0, 1_000).Select(status => status.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Templates, of which there are only so many.</summary>
    private static readonly ConcurrentDictionary<string, string> Trimmed = new(StringComparer.Ordinal);

    private readonly Histogram<double> _durations;
    private readonly Counter<long> _requests;

    /// <summary>Registers the instruments.</summary>
    public HttpMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _durations = meter.CreateHistogram(
            "http_request_duration_seconds",
            "s",
            "Duration of HTTP requests in seconds",
            tags: null,
            Buckets.Requests
        );
        _requests = meter.CreateCounter<long>("http_requests_total", "{request}", "Total number of HTTP requests");
    }

    /// <summary>Whether anybody listens.</summary>
    internal bool IsOn => _requests.Enabled;

    /// <summary>Counts an answered request. Costs nothing when nobody listens.</summary>
    internal void Record(HttpContext context, TimeSpan took)
    {
        if (!IsOn)
        {
            return;
        }

        var status = context.Response.StatusCode;
        var method = KeyValuePair.Create("method", (object?)Method(context.Request.Method));
        var route = KeyValuePair.Create("route", (object?)Route(context.GetEndpoint(), status));
        var code = KeyValuePair.Create("status_code", (object?)Statuses[Math.Clamp(status, 0, Statuses.Length - 1)]);
        _durations.Record(took.TotalSeconds, method, route, code);
        _requests.Add(1, method, route, code);
    }

    /// <summary>A group's own route has a slash at its end, which no client sends.</summary>
    private static string Trim(string template) =>
        template is [_, .., '/'] ? Trimmed.GetOrAdd(template, text => text.TrimEnd('/')) : template;

    private static string Method(string method)
    {
        foreach (var known in Methods)
        {
            if (HttpMethods.Equals(known, method))
            {
                return known;
            }
        }

        return OtherMethod;
    }

    /// <summary>The template, never the path: anybody can make up paths.</summary>
    private static string Route(Endpoint? endpoint, int status) =>
        endpoint is RouteEndpoint { RoutePattern.RawText: { } template } ? Trim(template)
        : status < StatusCodes.Status400BadRequest ? StaticFile
        : Unmatched;
}
