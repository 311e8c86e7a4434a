namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>Where log lines are indexed, and how (section <c>Ixp:Logs:Elasticsearch</c>).</summary>
public sealed record ElasticsearchOptions
{
    /// <summary>The cluster's address, without a user (ELASTICSEARCH_URL).</summary>
    public required Uri Url { get; init; }

    /// <summary>The user (ELASTICSEARCH_USERNAME).</summary>
    public string? Username { get; init; }

    /// <summary>The user's password (ELASTICSEARCH_PASSWORD).</summary>
    public string? Password { get; init; }

    /// <summary>An API key, encoded as Elasticsearch gives it; it wins over the user (ELASTICSEARCH_API_KEY).</summary>
    public string? ApiKey { get; init; }

    /// <summary>A file in PEM with the authority that signed the cluster's certificate (ELASTICSEARCH_TLS_CA).</summary>
    public string? TlsCa { get; init; }

    /// <summary>The policy of index lifecycle management that new indices get (ELASTICSEARCH_ILM_POLICY).</summary>
    public string? IlmPolicy { get; init; }

    /// <summary>The directory of what waits while the cluster is away (ELASTICSEARCH_SPOOL).</summary>
    public required string SpoolDirectory { get; init; }

    /// <summary>The most bytes in it (ELASTICSEARCH_SPOOL_MB).</summary>
    public long SpoolBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The most bytes that wait in memory.</summary>
    public int QueueBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>A batch has this many lines at most.</summary>
    public int BatchLines { get; init; } = 1_000;

    /// <summary>A batch is full when it has this many bytes.</summary>
    public int BatchBytes { get; init; } = 1024 * 1024;

    /// <summary>How long the first line of a batch waits for others.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the cluster may take for an answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first wait after a failure; each further one is twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also where the cluster asks for a longer one.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the end of the process waits for the last batch.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a text may be the address: user and password have variables of their own, and are no part of it.</summary>
    public static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url is { UserInfo: "", Query: "", Fragment: "" };
}
