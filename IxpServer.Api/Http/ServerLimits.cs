using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IxpServer.Api.Http;

/// <summary>
/// What one client may cost the server before any code of an endpoint runs. Every limit of the web server is set here on
/// purpose, the framework's defaults among them, so that none changes with a version of it.
/// </summary>
[SettingSection("Ixp:Server")]
internal sealed class ServerLimits
{
    /// <summary>Of a request's body, in bytes; endpoints that take more, or less, say so (<see cref="BodyLimit"/>).</summary>
    internal const int MaxBody = 1024 * 1024;

    /// <summary>
    /// As many bytes as several bodies of the largest size need at once. More would be of no use to the few processors
    /// that parse them.
    /// </summary>
    private const long MaxBodyMemory = 256L * 1024 * 1024;

    /// <summary>What is read without asking for room for it, in bytes. Connections bound how many there can be.</summary>
    internal const int SmallBody = 64 * 1024;

    /// <summary>A browser opens six, and a household has several.</summary>
    private const int MinPerAddress = 16;

    /// <summary>Longer than any network takes for the round trips of it.</summary>
    internal static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Connections at once; more are closed.</summary>
    /// <remarks>Each holds a few KB and a descriptor: below the limit of 16,384 that most systems give a service.</remarks>
    [Setting("MAX_CONNECTIONS", Min = 1, Max = 1_000_000)]
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>The same of one address.</summary>
    [Setting(
        "MAX_CONNECTIONS_PER_ADDRESS",
        Min = 1,
        Max = 1_000_000,
        Default = "a tenth of `MAX_CONNECTIONS`, 16 at least"
    )]
    public int MaxConnectionsPerAddress
    {
        get => field > 0 ? field : Math.Max(MaxConnections / 10, MinPerAddress);
        init;
    }

    /// <summary>How long a new connection may send nothing.</summary>
    /// <remarks>Who connects has something to say. Browsers that connect ahead of need do so again.</remarks>
    [Setting("FIRST_BYTE_TIMEOUT", Key = "FirstByteTimeoutSeconds", Unit = Unit.Seconds, Min = 1, Max = 3_600)]
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request's headers may take to arrive.</summary>
    /// <remarks>A proxy sends them at once, a phone in a second or two; a slow-header attack never ends.</remarks>
    [Setting("HEADERS_TIMEOUT", Key = "HeadersTimeoutSeconds", Unit = Unit.Seconds, Min = 1, Max = 3_600)]
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may be idle.</summary>
    /// <remarks>Longer than proxies keep theirs (60 s with nginx and AWS): who closes first must not be us.</remarks>
    [Setting("KEEP_ALIVE_TIMEOUT", Key = "KeepAliveSeconds", Unit = Unit.Seconds, Min = 1, Max = 3_600)]
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>Bytes a second that a body must come, and an answer be taken, at.</summary>
    /// <remarks>
    /// Below the slowest phone's, so that only who is slow on purpose, or gone, falls below. With the framework's 240 an
    /// answer of 64 KB, which is what waits for a client, could be held for five minutes.
    /// </remarks>
    [Setting("MIN_DATA_RATE", Min = 1, Max = 1_000_000)]
    public int MinDataRate { get; init; } = 1_024;

    /// <summary>How long a body may come or go more slowly than the least rate.</summary>
    [Setting("SLOW_CLIENT_GRACE", Key = "SlowClientGraceSeconds", Unit = Unit.Seconds, Min = 2, Max = 3_600)]
    public TimeSpan SlowGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a body may take to arrive in all.</summary>
    /// <remarks>The largest body over a line of 700 kbit/s; at the least rate it could take hours.</remarks>
    [Setting("BODY_TIMEOUT", Key = "BodyTimeoutSeconds", Unit = Unit.Seconds, Min = 1, Max = 86_400)]
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Bytes that large bodies may take together.</summary>
    [Setting(
        "BODY_MEMORY_MB",
        Key = "BodyMemoryMegabytes",
        Unit = Unit.MiB,
        Min = 1,
        Max = 1_048_576,
        Default = "a quarter of the memory, 256 at most"
    )]
    public long BodyMemory { get; init; } = Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, MaxBodyMemory);

    /// <summary>How long a large body waits for its part of them.</summary>
    /// <remarks>As long as a client is likely to wait as well.</remarks>
    [Setting(Key = "BodyWaitSeconds", Unit = Unit.Seconds, Min = 1, Max = 60)]
    public TimeSpan BodyWait { get; init; } = TimeSpan.FromSeconds(10);

    internal void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureHttpsDefaults(https => https.HandshakeTimeout = HandshakeTimeout);
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
