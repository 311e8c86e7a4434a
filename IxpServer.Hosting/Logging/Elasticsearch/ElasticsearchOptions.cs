using System.Buffers.Text;
using IxpServer.Hosting.Configuration;

namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>Where log lines are indexed, and how.</summary>
[SettingSection("Ixp:Logs:Elasticsearch")]
public sealed record ElasticsearchOptions
{
    /// <summary>
    /// The cluster's address. Secret not for what it may hold, but for what it would if somebody wrote a password into it.
    /// </summary>
    [Setting(
        "ELASTICSEARCH_URL",
        Allowed = "an http or https URL without user, password, query and fragment "
            + "(ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_API_KEY, say who asks)",
        Check = nameof(IsUrl),
        IsSecret = true,
        Default = "none: nowhere"
    )]
    public Uri? Url { get; init; }

    /// <summary>The user.</summary>
    [Setting("ELASTICSEARCH_USERNAME")]
    public string? Username { get; init; }

    /// <summary>The user's password.</summary>
    [Setting("ELASTICSEARCH_PASSWORD", Allowed = "the user's password, not an example's", IsSecret = true)]
    public string? Password { get; init; }

    /// <summary>An API key, encoded as Elasticsearch gives it; it wins over the user.</summary>
    [Setting("ELASTICSEARCH_API_KEY", Allowed = "a key in Base64", Check = nameof(IsBase64), IsSecret = true)]
    public string? ApiKey { get; init; }

    /// <summary>A file in PEM with the authority that signed the cluster's certificate.</summary>
    [Setting("ELASTICSEARCH_TLS_CA", Allowed = CertificateAuthorities.Allowed, Default = "those the machine trusts")]
    public string? TlsCa { get; init; }

    /// <summary>The policy of index lifecycle management that new indices get.</summary>
    [Setting("ELASTICSEARCH_ILM_POLICY")]
    public string? IlmPolicy { get; init; }

    /// <summary>The directory of what waits while the cluster is away.</summary>
    [Setting("ELASTICSEARCH_SPOOL")]
    public string SpoolDirectory { get; init; } = "data/log-spool";

    /// <summary>The most bytes in it.</summary>
    [Setting("ELASTICSEARCH_SPOOL_MB", Key = "SpoolMegabytes", Unit = Unit.MiB, Min = 1, Max = 1_048_576)]
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
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the end of the process waits for the last batch.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The setting of the authority's file, as faults tell it.</summary>
    internal static string TlsCaName => SettingReader.SettingOf<ElasticsearchOptions>(nameof(TlsCa)).Name;

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url is { UserInfo: "", Query: "", Fragment: "" };

    private static bool IsBase64(string text) => Base64.IsValid(text, out var length) && length > 0;
}
