using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IxpServer.Api.Http;

/// <summary>
/// What one client may cost the server before any code of an endpoint runs. Every limit of the web server is set here on
/// purpose, the framework's defaults among them, so that none changes with a version of it.
/// </summary>
/// <param name="MaxConnections">Connections at once; more are closed (MAX_CONNECTIONS).</param>
/// <param name="MaxConnectionsPerAddress">The same of one address (MAX_CONNECTIONS_PER_ADDRESS).</param>
/// <param name="FirstByteTimeout">How long a new connection may send nothing (FIRST_BYTE_TIMEOUT).</param>
/// <param name="HeadersTimeout">How long a request's headers may take to arrive (HEADERS_TIMEOUT).</param>
/// <param name="KeepAliveTimeout">How long a connection may be idle (KEEP_ALIVE_TIMEOUT).</param>
/// <param name="MinDataRate">Bytes a second that a body must come, and an answer be taken, at (MIN_DATA_RATE).</param>
/// <param name="SlowGrace">How long a body may come or go more slowly than the least rate (SLOW_CLIENT_GRACE).</param>
/// <param name="BodyTimeout">How long a body may take to arrive in all (BODY_TIMEOUT).</param>
/// <param name="BodyMemory">Bytes that large bodies may take together (BODY_MEMORY_MB).</param>
/// <param name="BodyWait">How long a large body waits for its part of them.</param>
internal sealed record ServerLimits(
    int MaxConnections,
    int MaxConnectionsPerAddress,
    TimeSpan FirstByteTimeout,
    TimeSpan HeadersTimeout,
    TimeSpan KeepAliveTimeout,
    double MinDataRate,
    TimeSpan SlowGrace,
    TimeSpan BodyTimeout,
    long BodyMemory,
    TimeSpan BodyWait
)
{
    /// <summary>Of a request's body, in bytes; endpoints that take more, or less, say so (<see cref="BodyLimit"/>).</summary>
    internal const int LargestBody = 1024 * 1024;

    /// <summary>
    /// As many bytes as several bodies of the largest size need at once. More would be of no use to the few processors
    /// that parse them.
    /// </summary>
    private const long LargestBodyMemory = 256 * Mega;

    /// <summary>What is read without asking for room for it, in bytes. Connections bound how many there can be.</summary>
    internal const int SmallBody = 64 * 1024;

    private const long Mega = 1024 * 1024;

    /// <summary>A browser opens six, and a household has several.</summary>
    private const int FewestPerAddress = 16;

    /// <summary>Longer than any network takes for the round trips of it.</summary>
    internal static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    internal static ServerLimits Read(IConfiguration configuration)
    {
        // Each holds a few KB and a descriptor: below the limit of 16,384 that most systems give a service.
        var connections = configuration.GetValue("Ixp:Server:MaxConnections", 10_000);
        return new(
            connections,
            configuration.GetValue("Ixp:Server:MaxConnectionsPerAddress", Math.Max(connections / 10, FewestPerAddress)),
            // Who connects has something to say. Browsers that connect ahead of need do so again.
            Seconds("FirstByteTimeoutSeconds", 5),
            // A proxy sends them at once, a phone in a second or two; a slow-header attack never ends.
            Seconds("HeadersTimeoutSeconds", 15),
            // Longer than proxies keep theirs (60 s with nginx and AWS): who closes first must not be us.
            Seconds("KeepAliveSeconds", 130),
            // Below the slowest phone's, so that only who is slow on purpose, or gone, falls below. With the framework's
            // 240 an answer of 64 KB, which is what waits for a client, could be held for five minutes.
            configuration.GetValue("Ixp:Server:MinDataRate", 1_024),
            Seconds("SlowClientGraceSeconds", 5),
            // The largest body over a line of 700 kbit/s; at the least rate it could take hours.
            Seconds("BodyTimeoutSeconds", 120),
            configuration.GetValue<long?>("Ixp:Server:BodyMemoryMegabytes") * Mega
                ?? Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, LargestBodyMemory),
            // As long as a client is likely to wait as well.
            Seconds("BodyWaitSeconds", 10)
        );

        TimeSpan Seconds(string name, int fallback) =>
            TimeSpan.FromSeconds(configuration.GetValue($"Ixp:Server:{name}", fallback));
    }

    internal void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;

        // Those of the endpoints are kept by who reads them: Kestrel would stop reading, and reset the connection.
        limits.MaxRequestBodySize = UnreadBody.MaxBytes;

        // Who sends no faster, or does not read its answer, holds the memory that both are in.
        limits.MinRequestBodyDataRate = new MinDataRate(MinDataRate, SlowGrace);
        limits.MinResponseDataRate = new MinDataRate(MinDataRate, SlowGrace);
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAliveTimeout;

        // Counted by ConnectionLimits, since this would count those of the metrics' own port too.
        limits.MaxConcurrentConnections = null;

        // No endpoint speaks WebSockets.
        limits.MaxConcurrentUpgradedConnections = 0;

        // Room for a long token and a tracer's baggage; memory is taken before anybody is known.
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestHeaderCount = 100;

        // The longest filter of a list with a cursor has a tenth of it.
        limits.MaxRequestLineSize = 8 * 1024;

        // What waits for its turn to be read; as many connections as there may be hold so much each.
        limits.MaxRequestBufferSize = SmallBody;
        limits.Http2.InitialStreamWindowSize = limits.Http2.InitialConnectionWindowSize = 2 * SmallBody;
    }
}
