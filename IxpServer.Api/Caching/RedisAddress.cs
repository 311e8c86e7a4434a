using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IxpServer.Data.Connections;
using IxpServer.Hosting.Configuration;
using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>Where Redis is, from <c>ConnectionStrings:cache</c> or the guide's variables, and what is needed to connect.</summary>
internal sealed class RedisAddress
{
    private const string PasswordKey = "Ixp:Cache:Redis:Password";

    private static readonly string PasswordName = Setting.NameOf("REDIS_PASSWORD", PasswordKey);

    private readonly ConfigurationOptions _options;
    private readonly RemoteCertificateValidationCallback? _trust;
    private readonly int _timeoutMs;

    private RedisAddress(ConfigurationOptions options, RemoteCertificateValidationCallback? trust, int timeoutMs) =>
        (_options, _trust, _timeoutMs) = (options, trust, timeoutMs);

    /// <summary>
    /// In the form of StackExchange.Redis, but for user and password, which may hold its separators: <see cref="Complete"/>
    /// sets these.
    /// </summary>
    internal string ConnectionString
    {
        get
        {
            var plain = _options.Clone();
            plain.User = plain.Password = null;
            return plain.ToString();
        }
    }

    /// <summary>Sets what a connection string cannot say, and what this server wants of a connection.</summary>
    internal void Complete(ConfigurationOptions options)
    {
        (options.User, options.Password) = (_options.User, _options.Password);
        if (_trust is not null)
        {
            options.CertificateValidation += _trust;
        }

        // Each connect is forty lines; what matters of it, RedisLink and the health check tell.
        options.LoggerFactory = null;

        // Whoever waits for the cache could as well do without it: nothing is queued for a server that is away.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ClientName = "ixp-server";
        options.ConnectTimeout = 2_000;
        options.AsyncTimeout = options.SyncTimeout = 2 * _timeoutMs;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry(1_000);
        options.KeepAlive = 10;

        // A replica that is promoted is known for what it is after so many seconds.
        options.ConfigCheckSeconds = 5;
    }

    /// <summary>Reads it; null when the server is to cache in memory only.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="environment">Production insists on a password.</param>
    /// <param name="faults">Gets what is wrong with the settings; the server does not start then.</param>
    internal static RedisAddress? Read(IConfiguration configuration, IHostEnvironment environment, List<string> faults)
    {
        var (name, text) = configuration.GetConnectionString("cache") is { Length: > 0 } given
            ? ("ConnectionStrings__cache", given)
            : (Setting.NameOf("REDIS_URL", "Ixp:Cache:Redis:Url"), configuration["Ixp:Cache:Redis:Url"]);
        if (string.IsNullOrEmpty(text))
        {
            // Who sets a password wants a Redis; without an address, replicas would quietly share nothing.
            if (configuration[PasswordKey] is { Length: > 0 })
            {
                faults.Add($"{name}: not set; {PasswordName} is, and needs the address of Redis");
            }

            return null;
        }

        if (Parse(name, text, faults) is not var (options, isTrusted, file))
        {
            return null;
        }

        if (configuration[PasswordKey] is { Length: > 0 } password)
        {
            options.Password ??= password;
        }

        if (bool.TryParse(configuration["Ixp:Cache:Redis:Tls"], out var tls))
        {
            options.Ssl = tls;
        }

        var authority = configuration["Ixp:Cache:Redis:TlsCa"] is { Length: > 0 } set ? set : file;
        var trust =
            authority is not null ? Trust(Path.GetFullPath(authority, environment.ContentRootPath), faults)
            : isTrusted ? TrustAny
            : null;
        if (environment.IsProduction() && string.IsNullOrEmpty(options.Password))
        {
            faults.Add($"{PasswordName}: not set; Production needs a password for {name}");
        }

        return new(options, trust, CacheOptions.Read(configuration).RedisTimeoutMs);
    }

    /// <summary>The authority that has signed Redis' certificate, where the machine does not know it.</summary>
    private static RemoteCertificateValidationCallback? Trust(string file, List<string> faults)
    {
        try
        {
            return CertificateAuthorities.Validator(
                CertificateAuthorities.Load(Setting.NameOf("REDIS_TLS_CA", "Ixp:Cache:Redis:TlsCa"), file)
            );
        }
        catch (FormatException fault)
        {
            faults.Add(fault.Message);
            return null;
        }
    }

    /// <summary>Whoever answers is believed, because the address says so; TLS it must be all the same.</summary>
    private static bool TrustAny(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors faults) =>
        !faults.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable);

    /// <summary>A URL, or the form of StackExchange.Redis. Neither is repeated in a fault: it may hold a password.</summary>
    private static RedisUrl? Parse(string name, string text, List<string> faults)
    {
        try
        {
            return text.Contains("://", StringComparison.Ordinal)
                ? RedisUrl.Parse(text)
                : new RedisUrl(ConfigurationOptions.Parse(text));
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            var reason =
                fault is FormatException && text.Contains("://", StringComparison.Ordinal) ? $" {fault.Message};" : "";
            faults.Add(
                $"{name}: found {Setting.Hidden(text)};{reason} allowed: redis://[user:password@]host[:port][/database], "
                    + "rediss:// for TLS, or host:port,password=…"
            );
            return null;
        }
    }
}
