using IxpServer.Api.Http;

namespace IxpServer.Api.Operations.Tracing;

/// <summary>What of this server is not traced, and what is told to collectors by traces alone.</summary>
internal static class TracingServices
{
    /// <summary>The page's files, which are fetched with it, and the probes.</summary>
    private static readonly PathString[] Untraced =
    [
        "/assets",
        "/components",
        "/favicon.ico",
        "/ixp-frame.js",
        "/ixp-sdk.js",
        .. Probe.Paths,
    ];

    internal static WebApplicationBuilder AddTracing(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<TraceFilter>(filter =>
        {
            foreach (var path in Untraced)
            {
                filter.Untraced.Add(path);
            }
        });
        builder.Services.PostConfigure<LoggerFilterOptions>(RequestLinesOverOtlp.Limit);
        return builder;
    }
}
