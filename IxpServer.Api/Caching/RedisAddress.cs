using IxpServer.Api.Configuration;
using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>Where Redis is, from <c>ConnectionStrings:cache</c> or the guide's variables.</summary>
internal static class RedisAddress
{
    private const int DefaultPort = 6379;

    /// <summary>What is needed to connect; null when the server is to cache in memory only.</summary>
    /// <exception cref="ConfigurationException">It is set, but wrong.</exception>
    internal static ConfigurationOptions? Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var (name, text) = configuration.GetConnectionString("cache") is { Length: > 0 } given
            ? ("ConnectionStrings__cache", given)
            : ("REDIS_URL", configuration["Ixp:Cache:Redis:Url"]);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var options = Parse(name, text);
        if (configuration["Ixp:Cache:Redis:Password"] is { Length: > 0 } password)
        {
            options.Password ??= password;
        }

        if (bool.TryParse(configuration["Ixp:Cache:Redis:Tls"], out var tls))
        {
            options.Ssl = tls;
        }

        if (environment.IsProduction() && string.IsNullOrEmpty(options.Password))
        {
            throw new ConfigurationException([$"REDIS_PASSWORD: not set; Production needs a password for {name}"]);
        }

        // Whoever waits for the cache could as well do without it: nothing is queued for a server that is away.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ClientName = "ixp-server";
        options.ConnectTimeout = 2_000;
        options.AsyncTimeout = options.SyncTimeout =
            2 * configuration.GetValue($"{CacheOptions.Section}:{nameof(CacheOptions.RedisTimeoutMs)}", 500);
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry(1_000);
        options.KeepAlive = 10;
        return options;
    }

    /// <summary>A URL, or the form of StackExchange.Redis. Neither is repeated in a fault: it may hold a password.</summary>
    private static ConfigurationOptions Parse(string name, string text)
    {
        try
        {
            return text.Contains("://", StringComparison.Ordinal) ? FromUrl(text) : ConfigurationOptions.Parse(text);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new ConfigurationException([
                $"{name}: found an address (not shown); allowed: redis://[user:password@]host[:port][/database], "
                    + "rediss:// for TLS, or host:port,password=…",
            ]);
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
