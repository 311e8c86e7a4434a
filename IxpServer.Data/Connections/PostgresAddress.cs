using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>Reads where PostgreSQL is: a URL or words as libpq understands them, or Npgsql's own form.</summary>
internal static class PostgresAddress
{
    private const string Allowed =
        "postgresql://user:password@host:port/database, 'host=… dbname=… user=… password=…' or "
        + "'Host=…;Database=…;Username=…;Password=…'";

    /// <exception cref="FormatException">
    /// It cannot be read; the message names the variable and what is wrong, but repeats no value, since any part of a
    /// broken one may be the password.
    /// </exception>
    internal static NpgsqlConnectionStringBuilder Parse(
        string variable,
        string value,
        bool? ssl,
        string? authorities = null
    )
    {
        try
        {
            var builder =
                Read(value) ?? throw new FormatException($"not a connection string (not shown); allowed: {Allowed}");
            if (string.IsNullOrEmpty(builder.Host))
            {
                throw new FormatException(
                    "names no host; a socket's directory is one too, such as ?host=/var/run/postgresql"
                );
            }

            return string.IsNullOrEmpty(builder.Database)
                ? throw new FormatException("names no database")
                : WithTls(variable, builder, ssl, authorities);
        }
        catch (FormatException fault)
        {
            throw new FormatException($"{variable}: {fault.Message}", fault);
        }
    }

    private static NpgsqlConnectionStringBuilder? Read(string value)
    {
        if (
            value.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || value.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        )
        {
            return FromParameters(OfUrl(AddressUrl.Parse(value, PostgresParameters.IsKnown)));
        }

        // To Npgsql the words of libpq are one setting, whose value has spaces.
        var builder = FromKeywords(value);
        return builder?.Database is null && ConnectionWords.Parse(value) is { Count: > 0 } words
            ? FromParameters(words)
            : builder;
    }

    /// <summary>Null when it cannot be read: Npgsql's own fault would repeat parts of it.</summary>
    private static NpgsqlConnectionStringBuilder? FromKeywords(string value)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(value);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>What the query says comes last and wins, as with libpq.</summary>
    private static IEnumerable<KeyValuePair<string, string>> OfUrl(AddressUrl url) =>
        [
            new("host", string.Join(',', url.Hosts.Select(host => host.Host))),
            new(
                "port",
                url.Hosts.Any(host => host.Port > 0) ? string.Join(',', url.Hosts.Select(host => host.Port)) : ""
            ),
            new("user", url.User ?? ""),
            new("password", url.Password ?? ""),
            new("dbname", url.Path),
            .. url.Parameters,
        ];

    private static NpgsqlConnectionStringBuilder FromParameters(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            given[name] = value;
        }

        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var (name, value) in given)
        {
            // Empty is as if it were not there.
            if (value.Length > 0 || !PostgresParameters.IsKnown(name))
            {
                PostgresParameters.Set(builder, name, value);
            }
        }

        if (Of("fallback_application_name") is { } fallback && Of("application_name") is null)
        {
            builder.ApplicationName = fallback;
        }

        // Npgsql has the one only with the other; two hours is what systems have.
        if (builder is { TcpKeepAliveInterval: > 0, TcpKeepAliveTime: 0 })
        {
            builder.TcpKeepAliveTime = 7_200;
        }

        SetHosts(builder, Of("host"), Of("hostaddr"), Of("port"));
        PostgresTls.Set(builder, Of);
        return builder;

        string? Of(string name) => given.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>One port is for all hosts; several are each for its own.</summary>
    private static void SetHosts(NpgsqlConnectionStringBuilder builder, string? host, string? address, string? port)
    {
        if (host is not null && address is not null)
        {
            throw new FormatException("the parameter 'hostaddr' cannot be honoured beside a host: give one of them");
        }

        var hosts = (host ?? address ?? "").Split(',', StringSplitOptions.TrimEntries);
        var ports = (port ?? "").Split(',', StringSplitOptions.TrimEntries);
        if (ports.Length > 1 && ports.Length != hosts.Length)
        {
            throw new FormatException("has several ports, but not one for each host");
        }

        if (hosts is [var only])
        {
            builder.Host = only;
            builder.Port = ports[0].Length > 0 ? AddressUrl.ToPort(ports[0]) : builder.Port;
            return;
        }

        builder.Host = string.Join(
            ',',
            hosts.Select(
                (name, i) =>
                    (ports.Length > 1 ? ports[i] : ports[0]) is { Length: > 0 } own
                        ? $"{name}:{AddressUrl.ToPort(own)}"
                        : name
            )
        );
    }

    /// <summary>
    /// TLS without looking at who answers keeps out nobody who can answer: whoever asks for TLS gets both, as with the
    /// original's driver. Less has to be said in the address.
    /// </summary>
    private static NpgsqlConnectionStringBuilder WithTls(
        string variable,
        NpgsqlConnectionStringBuilder builder,
        bool? ssl,
        string? authorities
    )
    {
        if (!builder.Keys.Contains("SSL Mode", StringComparer.OrdinalIgnoreCase))
        {
            builder.SslMode =
                ssl is false ? SslMode.Disable
                : ssl is true || authorities is not null ? SslMode.VerifyFull
                : builder.SslMode;
        }

        if (authorities is null)
        {
            return builder;
        }

        if (builder.SslMode is not (SslMode.VerifyCA or SslMode.VerifyFull))
        {
            throw new FormatException(
                $"DATABASE_SSL_CA is set, but nothing is verified with {variable} or DATABASE_SSL as they are; "
                    + "allowed: DATABASE_SSL=true, or sslmode=verify-full"
            );
        }

        builder.RootCertificate ??= authorities;
        return builder;
    }
}
