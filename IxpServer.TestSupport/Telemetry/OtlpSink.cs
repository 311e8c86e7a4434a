using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace IxpServer.Tests.Telemetry;

/// <summary>A collector: takes what is sent over OTLP, in either of its forms, and lets tests look at it.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    /// <summary>Before a message of gRPC: whether it is compressed, and its length.</summary>
    private const int GrpcPrefix = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentDictionary<string, byte> _metrics = new(StringComparer.Ordinal);

    private readonly ConcurrentQueue<(string Category, string Level)> _logs = new();

    private OtlpSink(WebApplication app) => _app = app;

    /// <summary>All spans so far.</summary>
    internal IReadOnlyCollection<OtlpSpan> Spans => _spans;

    /// <summary>All lines of the log so far.</summary>
    internal IReadOnlyCollection<(string Category, string Level)> Logs => _logs;

    /// <summary>The names of all metrics so far.</summary>
    internal ICollection<string> Metrics => _metrics.Keys;

    internal static async Task<OtlpSink> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.Listen(IPAddress.Loopback, 0, grpc => grpc.Protocols = HttpProtocols.Http2);
            });
        var sink = new OtlpSink(builder.Build());
        sink._app.Run(sink.TakeAsync);
        await sink._app.StartAsync();
        return sink;
    }

    /// <summary>What makes a process send here, soon.</summary>
    internal (string Name, string Value)[] Variables(string service, bool overGrpc = false) =>
        [
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                _app.Services.GetRequiredService<IServer>()
                    .Features.Get<IServerAddressesFeature>()!
                    .Addresses.ElementAt(overGrpc ? 1 : 0)
            ),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", overGrpc ? "grpc" : "http/protobuf"),
            ("OTEL_SERVICE_NAME", service),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "100"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
        ];

    /// <summary>Waits for a span.</summary>
    internal async Task<OtlpSpan> SpanAsync(Func<OtlpSpan, bool> wanted, string what)
    {
        await Eventually.TrueAsync(() => Task.FromResult(_spans.Any(wanted)), what);
        return _spans.First(wanted);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var isGrpc = context.Request.ContentType is "application/grpc";
        var message = body.ToArray().AsMemory(isGrpc ? GrpcPrefix : 0);
        var path = context.Request.Path.Value!;
        if (path.Contains("trace", StringComparison.OrdinalIgnoreCase))
        {
            TakeSpans(message);
        }
        else if (path.Contains("metric", StringComparison.OrdinalIgnoreCase))
        {
            TakeMetrics(message);
        }
        else if (path.Contains("logs", StringComparison.OrdinalIgnoreCase))
        {
            TakeLogs(message);
        }

        if (isGrpc)
        {
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(new byte[GrpcPrefix]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }

    /// <summary><c>ExportTraceServiceRequest</c> of opentelemetry-proto 1.x.</summary>
    private void TakeSpans(ReadOnlyMemory<byte> message)
    {
        foreach (var resource in Protobuf.Read(message).Of(1).Select(field => field.Fields.ToList()))
        {
            var service = Attributes(resource.Of(1).SelectMany(field => field.Fields).Of(1))
                .GetValueOrDefault("service.name", "");
            foreach (var scope in resource.Of(2).Select(field => field.Fields.ToList()))
            {
                var name = scope.Of(1).SelectMany(field => field.Fields).TextOf(1);
                foreach (var span in scope.Of(2))
                {
                    _spans.Enqueue(Span(service, name, [.. span.Fields]));
                }
            }
        }
    }

    /// <summary><c>ExportMetricsServiceRequest</c>: the names alone.</summary>
    private void TakeMetrics(ReadOnlyMemory<byte> message)
    {
        var metrics = Protobuf
            .Read(message)
            .Of(1)
            .SelectMany(resource => resource.Fields)
            .Of(2)
            .SelectMany(scope => scope.Fields)
            .Of(2);
        foreach (var metric in metrics)
        {
            _metrics.TryAdd(metric.Fields.TextOf(1), 0);
        }
    }

    /// <summary><c>ExportLogsServiceRequest</c>: of each line its category and level.</summary>
    private void TakeLogs(ReadOnlyMemory<byte> message)
    {
        foreach (var scope in Protobuf.Read(message).Of(1).SelectMany(resource => resource.Fields).Of(2))
        {
            var category = scope.Fields.Of(1).SelectMany(field => field.Fields).TextOf(1);
            foreach (var line in scope.Fields.Of(2))
            {
                _logs.Enqueue((category, line.Fields.TextOf(3)));
            }
        }
    }

    /// <summary><c>STATUS_CODE_ERROR</c>.</summary>
    private const int ErrorCode = 2;

    private static OtlpSpan Span(string service, string scope, List<Protobuf.Field> fields) =>
        new(service, scope, fields.TextOf(5))
        {
            TraceId = Hex(fields, 1),
            Id = Hex(fields, 2),
            ParentId = Hex(fields, 4),
            Kind = (int)fields.Of(6).Select(field => field.Value).FirstOrDefault(),
            Attributes = Attributes(fields.Of(9)),
            IsError = fields.Of(15).SelectMany(status => status.Fields).Of(3).Any(code => code.Value is ErrorCode),
            Links = [.. fields.Of(13).Select(link => (Hex([.. link.Fields], 1), Hex([.. link.Fields], 2)))],
        };

    private static string Hex(List<Protobuf.Field> fields, int number) =>
        fields.Of(number).Select(field => field.Hex).FirstOrDefault("");

    private static Dictionary<string, string> Attributes(IEnumerable<Protobuf.Field> pairs) =>
        pairs
            .Select(pair => pair.Fields.ToList())
            .ToDictionary(pair => pair.TextOf(1), pair => Value(pair.Of(2).Single().Fields.FirstOrDefault()));

    private static string Value(Protobuf.Field value) =>
        value.Number switch
        {
            0 => "",
            1 => value.Text,
            _ => value.Bytes.Length is 8 ? value.Value.ToString(CultureInfo.InvariantCulture) : value.Hex,
        };
}

/// <summary>One span as it was sent.</summary>
/// <param name="Service">Who sent it.</param>
/// <param name="Scope">The source it is of.</param>
/// <param name="Name">Its name.</param>
internal sealed record OtlpSpan(string Service, string Scope, string Name)
{
    internal const int Server = 2;
    internal const int Client = 3;

    internal required string TraceId { get; init; }

    internal required string Id { get; init; }

    /// <summary>Empty when it is the first of its trace.</summary>
    internal required string ParentId { get; init; }

    internal required int Kind { get; init; }

    internal required IReadOnlyDictionary<string, string> Attributes { get; init; }

    internal required bool IsError { get; init; }

    internal required IReadOnlyList<(string TraceId, string SpanId)> Links { get; init; }
}
