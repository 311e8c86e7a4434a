using System.Net.Security;
using IxpServer.Data.Connections;
using IxpServer.ServiceDefaults.Configuration;
using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>Where Redis is, from <c>ConnectionStrings:cache</c> or the guide's variables, and what is needed to connect.</summary>
internal sealed class RedisAddress
{
    private const int DefaultPort = 6379;
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

        if (Parse(text) is not { } options)
        {
            faults.Add(
                $"{name}: found {Setting.Hidden(text)}; allowed: redis://[user:password@]host[:port][/database], "
                    + "rediss:// for TLS, or host:port,password=…"
            );
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

        var trust = configuration["Ixp:Cache:Redis:TlsCa"] is { Length: > 0 } authority
            ? Trust(Path.GetFullPath(authority, environment.ContentRootPath), faults)
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

    /// <summary>A URL, or the form of StackExchange.Redis. Neither is repeated in a fault: it may hold a password.</summary>
    private static ConfigurationOptions? Parse(string text)
    {
        try
        {
            return text.Contains("://", StringComparison.Ordinal) ? FromUrl(text) : ConfigurationOptions.Parse(text);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static ConfigurationOptions FromUrl(string text)
    {
        var url = new Uri(text);
        var database = 0;
        if (
            url.Scheme is not ("redis" or "rediss")
            || url.Host.Length is 0
            || (url.AbsolutePath is not ("" or "/") && !int.TryParse(url.AbsolutePath.AsSpan(1), out database))
            || database < 0
        )
        {
            throw new FormatException();
        }

        var options = new ConfigurationOptions
        {
            EndPoints = { { url.IdnHost.Trim('[', ']'), url.IsDefaultPort ? DefaultPort : url.Port } },
            Ssl = url.Scheme is "rediss",
            DefaultDatabase = database,
        };
        if (url.UserInfo.Split(':', 2) is [var user, var password])
        {
            options.User = user.Length > 0 ? Uri.UnescapeDataString(user) : null;
            options.Password = Uri.UnescapeDataString(password);
        }

        return options;
    }
}
