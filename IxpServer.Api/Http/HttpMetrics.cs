using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Http;

/// <summary>
/// Errors by code, and the deployment guide's metrics of requests, which <c>/metrics</c> alone has: over OTLP the same
/// goes under the names of OpenTelemetry's conventions, which ASP.NET Core measures itself.
/// </summary>
internal sealed class HttpMetrics
{
    /// <summary>Meter of what only <c>/metrics</c> has.</summary>
    internal const string MeterName = "IxpServer.Prometheus";

    /// <summary>How long requests take, by method, route and status.</summary>
    internal const string DurationName = "http_request_duration_seconds";

    /// <summary>Error answers by the protocol's code.</summary>
    internal const string ErrorsName = "ixp.errors";

    internal const string StatusCode = "status_code";
    internal const string Code = "code";

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

    /// <summary>Templates, of which there are only so many.</summary>
    private static readonly ConcurrentDictionary<string, string> Trimmed = new(StringComparer.Ordinal);

    /// <summary>Statuses have three digits; what a handler makes up besides is one more.</summary>
    private const int MaxStatus = 999;

    private readonly ConcurrentDictionary<(string Method, string Route, int Status), Series> _series = new();
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _errors;

    /// <summary>Registers the instruments.</summary>
    public HttpMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _durations = meter.CreateHistogram(
            DurationName,
            "s",
            "Duration of HTTP requests in seconds",
            tags: null,
            Buckets.Requests
        );
        meter.CreateObservableCounter(
            "http_requests_total",
            () => _series.Values.Select(series => series.Observe()),
            "{request}",
            "Total number of HTTP requests"
        );
        _errors = meters
            .Create(ServerTelemetry.Name)
            .CreateCounter<long>(ErrorsName, "{error}", "Error answers by code, those within batches too");
    }

    /// <summary>Counts an error answer.</summary>
    internal void CountError(string code) => _errors.Add(1, new KeyValuePair<string, object?>(Code, code));

    /// <summary>Counts an answered request.</summary>
    internal void Record(HttpContext context, TimeSpan took)
    {
        var status = Math.Clamp(context.Response.StatusCode, 0, MaxStatus);
        var labels = (Method(context.Request.Method), Route(context.GetEndpoint(), status), status);
        _series.GetOrAdd(labels, static labels => new Series(labels)).Count(took, _durations);
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

    /// <summary>The requests with the same labels, which are made once and counted by one addition.</summary>
    private sealed class Series((string Method, string Route, int Status) labels)
    {
        private readonly KeyValuePair<string, object?>[] _labels =
        [
            new("method", labels.Method),
            new("route", labels.Route),
            new(StatusCode, labels.Status.ToString(CultureInfo.InvariantCulture)),
        ];

        private long _count;

        internal void Count(TimeSpan took, Histogram<double> durations)
        {
            Interlocked.Increment(ref _count);
            durations.Record(took.TotalSeconds, _labels);
        }

        internal Measurement<long> Observe() => new(Interlocked.Read(ref _count), _labels);
    }
}
