using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IxpServer.Hosting;
using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>Where Redis is, from <c>ConnectionStrings:cache</c> or the guide's variables, and what is needed to connect.</summary>
internal sealed class RedisAddress
{
    private readonly ConfigurationOptions _options;
    private readonly RemoteCertificateValidationCallback? _trust;
    private readonly TimeSpan _timeout;

    private RedisAddress(ConfigurationOptions options, RemoteCertificateValidationCallback? trust, TimeSpan timeout) =>
        (_options, _trust, _timeout) = (options, trust, timeout);

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
        options.AsyncTimeout = options.SyncTimeout = (int)(2 * _timeout).TotalMilliseconds;
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
        var settings = configuration.Read<RedisOptions>();
        var passwordName = RedisOptions.Of(nameof(RedisOptions.Password)).Name;
        var (name, text) = configuration.GetConnectionString(RedisOptions.ConnectionString) is { Length: > 0 } given
            ? ($"ConnectionStrings__{RedisOptions.ConnectionString}", given)
            : (RedisOptions.Of(nameof(RedisOptions.Url)).Name, settings.Url);
        if (string.IsNullOrEmpty(text))
        {
            // Who sets a password wants a Redis; without an address, replicas would quietly share nothing.
            if (settings.Password is not null)
            {
                faults.Add($"{name}: not set; {passwordName} is, and needs the address of Redis");
            }

            return null;
        }

        if (Parse(name, text, faults) is not var (options, isTrusted, file))
        {
            return null;
        }

        options.Password ??= settings.Password;
        options.Ssl = settings.Tls ?? options.Ssl;
        var trust =
            (settings.TlsCa ?? file) is { } authority
                ? Trust(Path.GetFullPath(authority, environment.ContentRootPath), faults)
            : isTrusted ? TrustAny
            : null;
        if (environment.IsProduction() && string.IsNullOrEmpty(options.Password))
        {
            faults.Add($"{passwordName}: not set; Production needs a password for {name}");
        }

        return new(options, trust, configuration.Read<CacheOptions>().RedisTimeout);
    }

    /// <summary>The authority that has signed Redis' certificate, where the machine does not know it.</summary>
    private static RemoteCertificateValidationCallback Trust(string file, List<string> faults)
    {
        X509Certificate2Collection authorities = [];
        var name = RedisOptions.Of(nameof(RedisOptions.TlsCa)).Name;
        faults.AddRange(ConfigurationException.FaultsOf(() => authorities = CertificateAuthorities.Load(name, file)));
        return CertificateAuthorities.Validator(authorities);
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
                fault is FormatException && text.Contains("://", StringComparison.Ordinal) ? fault.Message : null;
            faults.Add(RedisOptions.Of(nameof(RedisOptions.Url)).WrongValue(text, name, reason));
            return null;
        }
    }
}
