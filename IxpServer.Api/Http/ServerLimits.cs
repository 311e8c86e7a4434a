using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IxpServer.Api.Http;

/// <summary>
/// What one client may cost the server before any code of an endpoint runs. Every limit of the web server is set here on
/// purpose, the framework's defaults among them, so that none changes with a version of it.
/// </summary>
/// <param name="MaxConnections">Connections at once; more are closed (MAX_CONNECTIONS).</param>
/// <param name="HeadersTimeout">How long a request's headers may take to arrive (HEADERS_TIMEOUT).</param>
/// <param name="KeepAliveTimeout">How long a connection may be idle (KEEP_ALIVE_TIMEOUT).</param>
/// <param name="MinDataRate">Bytes a second that a body must come, and an answer be taken, at (MIN_DATA_RATE).</param>
/// <param name="SlowGrace">How long a body may come or go more slowly than the least rate (SLOW_CLIENT_GRACE).</param>
internal sealed record ServerLimits(
    int MaxConnections,
    TimeSpan HeadersTimeout,
    TimeSpan KeepAliveTimeout,
    double MinDataRate,
    TimeSpan SlowGrace
)
{
    /// <summary>Of a request's body, in bytes; endpoints that take more, or less, say so (<see cref="BodyLimit"/>).</summary>
    internal const long LargestBody = 1024 * 1024;

    internal static ServerLimits Read(IConfiguration configuration)
    {
        return new(
            // Each holds a few KB and a descriptor: below the limit of 16,384 that most systems give a service.
            configuration.GetValue("Ixp:Server:MaxConnections", 10_000),
            // A proxy sends them at once, a phone in a second or two; a slow-header attack never ends.
            Seconds("HeadersTimeoutSeconds", 15),
            // Longer than proxies keep theirs (60 s with nginx and AWS): who closes first must not be us.
            Seconds("KeepAliveSeconds", 130),
            // Below the slowest phone's, so that only who is slow on purpose, or gone, falls below. With the framework's
            // 240 an answer of 64 KB, which is what waits for a client, could be held for five minutes.
            configuration.GetValue("Ixp:Server:MinDataRate", 1_024),
            Seconds("SlowClientGraceSeconds", 5)
        );

        TimeSpan Seconds(string name, int fallback) =>
            TimeSpan.FromSeconds(configuration.GetValue($"Ixp:Server:{name}", fallback));
    }

    internal void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = LargestBody;

        // Who sends no faster, or does not read its answer, holds the memory that both are in.
        limits.MinRequestBodyDataRate = new MinDataRate(MinDataRate, SlowGrace);
        limits.MinResponseDataRate = new MinDataRate(MinDataRate, SlowGrace);
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAliveTimeout;
        limits.MaxConcurrentConnections = MaxConnections;

        // No endpoint speaks WebSockets.
        limits.MaxConcurrentUpgradedConnections = 0;

        // Room for a long token and a tracer's baggage; memory is taken before anybody is known.
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestHeaderCount = 100;

        // The longest filter of a list with a cursor has a tenth of it.
        limits.MaxRequestLineSize = 8 * 1024;
    }
}
