using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>Reads where PostgreSQL is, as a URL or in Npgsql's own form.</summary>
internal static class PostgresAddress
{
    /// <exception cref="FormatException">
    /// It cannot be read; the message names the variable and what is wrong, but repeats nothing of the value, since any
    /// part of a broken one may be the password.
    /// </exception>
    internal static NpgsqlConnectionStringBuilder Parse(
        string variable,
        string value,
        bool? ssl,
        string? authorities = null
    )
    {
        var isUrl =
            value.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || value.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
        var builder =
            (isUrl ? FromUrl(variable, value) : FromKeywords(value))
            ?? throw new FormatException(
                $"{variable}: not a connection string (not shown); allowed: 'Host=…;Database=…;Username=…;Password=…' "
                    + "or postgresql://user:password@host:port/database"
            );
        SetTls(variable, builder, ssl, authorities);

        if (string.IsNullOrEmpty(builder.Host))
        {
            throw new FormatException($"{variable}: names no host");
        }

        return string.IsNullOrEmpty(builder.Database)
            ? throw new FormatException($"{variable}: names no database")
            : builder;
    }

    /// <summary>
    /// TLS without looking at who answers keeps out nobody who can answer: whoever asks for TLS gets both, as with the
    /// original's driver. Less has to be said in the address.
    /// </summary>
    private static void SetTls(string variable, NpgsqlConnectionStringBuilder builder, bool? ssl, string? authorities)
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
            return;
        }

        if (builder.SslMode is not (SslMode.VerifyCA or SslMode.VerifyFull))
        {
            throw new FormatException(
                $"DATABASE_SSL_CA: set, but nothing is verified with {variable} or DATABASE_SSL as they are; "
                    + "allowed: DATABASE_SSL=true, or sslmode=verify-full"
            );
        }

        builder.RootCertificate ??= authorities;
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

    /// <summary>
    /// By hand, because Uri knows neither lists of hosts nor passwords with characters that should have been encoded
    /// but often are not: the last @ ends the user's part.
    /// </summary>
    private static NpgsqlConnectionStringBuilder FromUrl(string variable, string url)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var at = rest.LastIndexOf('@');
        if (at >= 0)
        {
            var user = rest[..at];
            var colon = user.IndexOf(':', StringComparison.Ordinal);
            builder.Username = Decode(variable, colon < 0 ? user : user[..colon]);
            builder.Password = colon < 0 ? null : Decode(variable, user[(colon + 1)..]);
            rest = rest[(at + 1)..];
        }

        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0 ? "" : rest[(question + 1)..];
        rest = question < 0 ? rest : rest[..question];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        builder.Database = slash < 0 ? null : Decode(variable, rest[(slash + 1)..]);
        builder.Host = Hosts(variable, slash < 0 ? rest : rest[..slash]);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            SetParameter(variable, builder, parts[0], parts.Length > 1 ? Decode(variable, parts[1]) : "");
        }

        return builder;
    }

    /// <summary>Each host keeps its port; IPv6 addresses stand in brackets.</summary>
    private static string Hosts(string variable, string hosts)
    {
        var list = hosts.Split(',', StringSplitOptions.TrimEntries);
        foreach (var host in list)
        {
            var colon = host.EndsWith(']') ? -1 : host.LastIndexOf(':');
            if (colon >= 0 && !(ushort.TryParse(host[(colon + 1)..], out var port) && port > 0))
            {
                throw new FormatException($"{variable}: a port must be a whole number from 1 to 65535");
            }
        }

        return string.Join(',', list);
    }

    private static void SetParameter(string variable, NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        switch (name)
        {
            case "sslmode":
                builder.SslMode = value switch
                {
                    "disable" => SslMode.Disable,
                    "allow" => SslMode.Allow,
                    "prefer" => SslMode.Prefer,
                    "require" or "no-verify" => SslMode.Require,
                    "verify-ca" => SslMode.VerifyCA,
                    "verify-full" => SslMode.VerifyFull,
                    _ => throw new FormatException(
                        $"{variable}: sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full"
                    ),
                };
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "sslcert":
                builder.SslCertificate = value;
                break;
            case "sslkey":
                builder.SslKey = value;
                break;
            case "application_name":
                builder.ApplicationName = value;
                break;
            case "target_session_attrs":
                builder.TargetSessionAttributes = value;
                break;
            case "connect_timeout" when int.TryParse(value, out var seconds) && seconds is > 0 and <= 1024:
                builder.Timeout = seconds;
                break;
            case "options":
                builder.Options = value;
                break;
            default:
                throw new FormatException(
                    $"{variable}: the URL has a parameter that is unknown or has a wrong value; allowed: sslmode, "
                        + "sslrootcert, sslcert, sslkey, application_name, target_session_attrs, connect_timeout, options"
                );
        }
    }

    private static string Decode(string variable, string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw new FormatException($"{variable}: a % in the URL must begin an escape such as %25");
            }
        }

        return Uri.UnescapeDataString(text);
    }
}
