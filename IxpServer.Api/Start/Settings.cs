using System.Net;
using System.Text;
using IxpServer.Api.Accounts.Mail;
using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Hosting.Configuration;
using IxpServer.Hosting.Logging;

namespace IxpServer.Api.Start;

/// <summary>
/// The one table of the server's environment variables. Aliases, validation at start and the documentation are all
/// made or checked from it.
/// </summary>
internal static class Settings
{
    internal static readonly IReadOnlyList<Setting> All =
    [
        new("PORT", "Ixp:Server:Port", Rule.Integer(0, 65_535)),
        new("HOST", "Ixp:Server:Host", new("an IP address, localhost or *", IsHost)),
        new(
            "TRUSTED_PROXIES",
            "Ixp:Server:TrustedProxies",
            new(
                "addresses such as 10.0.0.7 and networks such as 10.0.0.0/8 (not one of all addresses), separated by commas",
                value => SettingList.Split(value).All(text => TrustedProxies.Parse(text) is not null)
            )
        ),
        new(
            "ALLOWED_HOSTS",
            "Ixp:Server:AllowedHosts",
            new(
                "host names without a port, such as api.example.com or *.example.com, separated by commas, or *",
                value => SettingList.Split(value).All(HostFilter.IsHost)
            )
        ),
        new("MAX_CONNECTIONS", "Ixp:Server:MaxConnections", Rule.Integer(1, 1_000_000)),
        new("MAX_CONNECTIONS_PER_ADDRESS", "Ixp:Server:MaxConnectionsPerAddress", Rule.Integer(1, 1_000_000)),
        new("FIRST_BYTE_TIMEOUT", "Ixp:Server:FirstByteTimeoutSeconds", Rule.Integer(1, 3_600)),
        new("HEADERS_TIMEOUT", "Ixp:Server:HeadersTimeoutSeconds", Rule.Integer(1, 3_600)),
        new("KEEP_ALIVE_TIMEOUT", "Ixp:Server:KeepAliveSeconds", Rule.Integer(1, 3_600)),
        new("MIN_DATA_RATE", "Ixp:Server:MinDataRate", Rule.Integer(1, 1_000_000)),
        new("SLOW_CLIENT_GRACE", "Ixp:Server:SlowClientGraceSeconds", Rule.Integer(2, 3_600)),
        new("SHUTDOWN_DRAIN", StopSignals.DrainKey, Rule.Integer(0, 3_600)),
        new("BODY_TIMEOUT", "Ixp:Server:BodyTimeoutSeconds", Rule.Integer(1, 86_400)),
        new("BODY_MEMORY_MB", "Ixp:Server:BodyMemoryMegabytes", Rule.Integer(1, 1_048_576)),
        new("INTENTS_FILE", "Ixp:Registry:Intents", Rule.Any),
        new("COMPONENTS_FILE", "Ixp:Registry:Components", Rule.Any),
        new("REGISTRY_MAX_DEFINITIONS", "Ixp:Registry:MaxDefinitions", Rule.Integer(1, 1_000_000)),
        new("RENDER_MAX_ANSWER_MB", "Ixp:Rendering:MaxAnswerMegabytes", Rule.Integer(1, 1_024)),
        new("THEME_FILE", "Ixp:Theme:File", Rule.Any),
        new(
            "CORS_ORIGIN",
            "Ixp:Cors:Origins",
            new("origins such as https://example.com, separated by commas, or *", AreOrigins)
        )
        {
            RequiredInProduction = true,
        },
        new(
            "CORS_ALLOWED_HEADERS",
            "Ixp:Cors:AllowedHeaders",
            new(
                "names of request headers such as X-Tenant, separated by commas; not *",
                value => SettingList.Split(value).All(CorsSettings.IsHeader)
            )
        ),
        new("JWT_SECRET", "Ixp:Security:JwtSecret", new("32 characters or more, not an example's", IsSecret))
        {
            IsSecret = true,
            RequiredInProduction = true,
        },
        new(
            "JWT_SECRETS_PREVIOUS",
            "Ixp:Security:PreviousJwtSecrets",
            new("secrets like JWT_SECRET, separated by commas", AreSecrets)
        )
        {
            IsSecret = true,
        },
        new(
            "ENCRYPTION_KEY",
            "Ixp:Security:EncryptionKey",
            new("32 bytes, plain or in Base64, not an example's", IsKey)
        )
        {
            IsSecret = true,
            RequiredInProduction = true,
        },
        new(
            "ENCRYPTION_KEYS_PREVIOUS",
            "Ixp:Security:PreviousEncryptionKeys",
            new("keys like ENCRYPTION_KEY, separated by commas", AreKeys)
        )
        {
            IsSecret = true,
        },
        new("WEATHER_API_KEY", "Ixp:Weather:ApiKey", new("a key of the weather service, not an example's", IsNoExample))
        {
            IsSecret = true,
        },
        new("EMAIL_SMTP_HOST", "Ixp:Mail:Host", Rule.Any),
        new("EMAIL_SMTP_PORT", "Ixp:Mail:Port", Rule.Integer(1, 65_535)),
        new("EMAIL_SMTP_USER", "Ixp:Mail:User", Rule.Any),
        new("EMAIL_SMTP_PASS", "Ixp:Mail:Pass", new("the mail server's password, not an example's", IsNoExample))
        {
            IsSecret = true,
        },
        new("EMAIL_SMTP_FROM", "Ixp:Mail:From", Rule.Any),
        new("EMAIL_SMTP_TLS", "Ixp:Mail:Tls", Rule.OneOf(MailOptions.TlsRequired, MailOptions.TlsNone)),
        new("EMAIL_RESET_URL", "Ixp:Mail:ResetUrl", new("an absolute http or https URL without #", IsPage)),
        new("EMAIL_CONFIRM_URL", "Ixp:Mail:ConfirmUrl", new("an absolute http or https URL without #", IsPage)),
        new("CACHE_TTL", "Ixp:Cache:Ttl", Rule.Integer(0, 31_536_000)),
        new("REDIS_URL", "Ixp:Cache:Redis:Url", Rule.Any) { IsSecret = true },
        new("REDIS_PASSWORD", "Ixp:Cache:Redis:Password", new("a password, not an example's", IsNoExample))
        {
            IsSecret = true,
        },
        new("REDIS_TLS", "Ixp:Cache:Redis:Tls", Rule.Boolean),
        new("REDIS_TLS_CA", "Ixp:Cache:Redis:TlsCa", Rule.Any),
        new("RATE_LIMIT_ENABLED", "Ixp:Limits:Enabled", Rule.Boolean),
        new("RATE_LIMIT_MAX", "Ixp:Limits:Max", Rule.Integer(1, 1_000_000_000)),
        new("RATE_LIMIT_WINDOW", "Ixp:Limits:WindowMs", Rule.Integer(1_000, 86_400_000)),
        new("SLOW_DOWN_AFTER", "Ixp:Limits:SlowDownAfter", Rule.Integer(0, 1_000_000_000)),
        new("SLOW_DOWN_DELAY", "Ixp:Limits:SlowDownDelayMs", Rule.Integer(0, 60_000)),
        new("SLOW_DOWN_MAX", "Ixp:Limits:SlowDownMaxMs", Rule.Integer(0, 60_000)),
        new("INTENT_LOG_DURABILITY", "Ixp:IntentLogs:Durability", Rule.OneOf("off", "batched", "committed")),
        new("INTENT_LOG_SPOOL", "Ixp:IntentLogs:SpoolDirectory", Rule.Any),
        new("INTENT_LOG_SPOOL_MB", "Ixp:IntentLogs:SpoolMegabytes", Rule.Integer(1, 1_048_576)),
        new("INTENT_LOG_QUEUE_ROWS", "Ixp:IntentLogs:QueueRows", Rule.Integer(1, 10_000_000)),
        new("METRICS_ENABLED", "Ixp:Metrics:Enabled", Rule.Boolean),
        new(
            "METRICS_TOKEN",
            "Ixp:Metrics:Token",
            new("16 characters or more without spaces, not an example's", IsToken)
        )
        {
            IsSecret = true,
        },
        new("METRICS_PORT", "Ixp:Metrics:Port", Rule.Integer(1, 65_535)),
        new("HEALTH_CHECK_ENABLED", "Ixp:Health:Enabled", Rule.Boolean),
        .. LogVariables.All,
    ];

    private static bool IsHost(string value) =>
        value is "*" or "+"
        || value.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(value, out _);

    private static bool AreOrigins(string value) =>
        SettingList.Split(value) is { Length: > 0 } origins
        && origins.All(origin =>
            origin is "*"
            || (
                Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.Scheme is "http" or "https"
                && uri.PathAndQuery is "/"
                && uri.Fragment.Length is 0
                && uri.UserInfo.Length is 0
            )
        );

    private static bool IsPage(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && (uri.Scheme is "http" or "https")
        && !value.Contains('#', StringComparison.Ordinal);

    private static bool IsSecret(string value) => value.Length >= 32 && IsNoExample(value);

    /// <summary>It stands in a header (RFC 6750, section 2.1).</summary>
    private static bool IsToken(string value) =>
        value.Length >= 16 && value.All(character => character is > ' ' and < '\x7f') && IsNoExample(value);

    private static bool AreSecrets(string value) => SecurityKeys.SplitKeys(value).All(IsSecret);

    private static bool IsKey(string value) =>
        IsNoExample(value) && (Encoding.UTF8.GetByteCount(value) is 32 || DecodedLength(value) is 32);

    private static bool AreKeys(string value) => SecurityKeys.SplitKeys(value).All(IsKey);

    private static int DecodedLength(string value)
    {
        var buffer = new byte[value.Length];
        return Convert.TryFromBase64String(value, buffer, out var length) ? length : -1;
    }

    private static bool IsNoExample(string value) => !Rule.IsExample(value);
}
