using System.Collections.Frozen;
using System.Globalization;
using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>
/// libpq's parameters (PostgreSQL's manual, 34.1.2) as Npgsql's settings. What cannot be honoured is refused by its name,
/// unless it only tunes: a parameter that is dropped silently might have been what makes the connection safe.
/// </summary>
internal static class PostgresParameters
{
    /// <summary>What only tunes, or speaks to another driver; and what is always as they can say at best.</summary>
    private static readonly FrozenSet<string> Ignored = FrozenSet.Create(
        StringComparer.Ordinal,
        "keepalives_count",
        "tcp_user_timeout",
        "sslcompression",
        "gsslib",
        "uselibpqcompat",
        "supa"
    );

    private static readonly FrozenSet<string> NotHonoured = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            .. "gssdelegation max_protocol_version min_protocol_version replication requirepeer service servicefile".Split(
                ' '
            ),
            .. "scram_client_key scram_server_key ssl_max_protocol_version sslcrl sslcrldir sslkeylogfile".Split(' '),
            .. "oauth_issuer oauth_client_id oauth_client_secret oauth_scope".Split(' '),
        ]
    );

    /// <summary>Set by <see cref="PostgresAddress"/>, since they depend on each other.</summary>
    private static readonly FrozenSet<string> Joint = FrozenSet.Create(
        StringComparer.Ordinal,
        [.. "host hostaddr port ssl requiressl sslmode sslrootcert sslcertmode fallback_application_name".Split(' ')]
    );

    private static readonly FrozenDictionary<string, Action<NpgsqlConnectionStringBuilder, string>> Setters =
        new Dictionary<string, Action<NpgsqlConnectionStringBuilder, string>>
        {
            ["dbname"] = (to, value) => to.Database = value,
            ["user"] = (to, value) => to.Username = value,
            ["password"] = (to, value) => to.Password = value,
            ["passfile"] = (to, value) => to.Passfile = value,
            ["application_name"] = (to, value) => to.ApplicationName = value,
            ["options"] = (to, value) => to.Options = value,
            ["krbsrvname"] = (to, value) => to.KerberosServiceName = value,
            ["sslcert"] = (to, value) => to.SslCertificate = value,
            ["sslkey"] = (to, value) => to.SslKey = value,
            ["sslpassword"] = (to, value) => to.SslPassword = value,
            ["channel_binding"] = (to, value) => to.ChannelBinding = OneOf<ChannelBinding>(value),
            ["gssencmode"] = (to, value) => to.GssEncryptionMode = OneOf<GssEncryptionMode>(value),
            ["sslnegotiation"] = (to, value) => to.SslNegotiation = OneOf<SslNegotiation>(value),
            ["require_auth"] = (to, value) => to.RequireAuth = string.Join(',', value.Split(',').Select(AuthMethod)),
            ["load_balance_hosts"] = (to, value) => to.LoadBalanceHosts = Is(value, "random", "disable"),
            ["target_session_attrs"] = (to, value) =>
                to.TargetSessionAttributes = Among(
                    value,
                    "any",
                    "read-write",
                    "read-only",
                    "primary",
                    "standby",
                    "prefer-standby"
                ),
            ["keepalives"] = (to, value) => to.TcpKeepAlive = Is(value, "1", "0"),
            ["keepalives_idle"] = (to, value) => to.TcpKeepAliveTime = Number(value),
            ["keepalives_interval"] = (to, value) => to.TcpKeepAliveInterval = Number(value),
            // Zero is libpq's word for no limit, which nothing here has: the server's own stays.
            ["connect_timeout"] = (to, value) =>
            {
                if (Number(value) is > 0 and var seconds)
                {
                    to.Timeout = Math.Min(seconds, 1024);
                }
            },
            // Connections change hands between transactions, so that there is nothing to reset.
            ["pgbouncer"] = (to, value) => to.NoResetOnClose = Is(value, "true", "false"),
            // These are as they are here; anything else is refused.
            ["client_encoding"] = (_, value) =>
                Among(value.ToUpperInvariant().Replace("-", "", StringComparison.Ordinal), "UTF8", "AUTO"),
            ["sslsni"] = (_, value) => Among(value, "1"),
            ["ssl_min_protocol_version"] = (_, value) => Among(value, "TLSv1", "TLSv1.1", "TLSv1.2"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether libpq, or a provider's own driver, has such a parameter.</summary>
    internal static bool IsKnown(string name) =>
        Setters.ContainsKey(name) || Joint.Contains(name) || Ignored.Contains(name) || NotHonoured.Contains(name);

    /// <summary>Sets a parameter that depends on no other.</summary>
    /// <exception cref="FormatException">It is unknown, cannot be honoured or has a wrong value, which is not repeated.</exception>
    internal static void Set(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        if (NotHonoured.Contains(name))
        {
            throw new FormatException($"the parameter '{name}' cannot be honoured: leave it out");
        }

        if (!IsKnown(name))
        {
            throw new FormatException(
                $"the parameter '{name}' is unknown; allowed: those of libpq, such as sslmode, sslrootcert, channel_binding, "
                    + "connect_timeout, application_name, options, target_session_attrs"
            );
        }

        try
        {
            Setters.GetValueOrDefault(name)?.Invoke(builder, value);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new FormatException(
                $"the parameter '{name}' has a value that it cannot have"
                    + (fault is FormatException ? $"; allowed: {fault.Message}" : ""),
                fault
            );
        }
    }

    /// <summary>A value that must be one of these.</summary>
    internal static string Among(string value, params string[] allowed) =>
        allowed.Contains(value, StringComparer.Ordinal) ? value : throw new FormatException(string.Join(", ", allowed));

    private static bool Is(string value, string yes, string no) => Among(value, yes, no) == yes;

    private static T OneOf<T>(string value)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToArray();
        return Enum.Parse<T>(Among(value, names), ignoreCase: true);
    }

    /// <summary>As Npgsql spells it, with the ! of what is not allowed.</summary>
    private static string AuthMethod(string value) =>
        value.TrimStart('!') switch
        {
            "password" => value.Replace("password", "Password", StringComparison.Ordinal),
            "none" => value.Replace("none", "None", StringComparison.Ordinal),
            "md5" or "gss" or "sspi" => value.ToUpperInvariant(),
            "scram-sha-256" => value.Replace("scram-sha-256", "ScramSHA256", StringComparison.Ordinal),
            _ => throw new FormatException(
                "password, md5, gss, sspi, scram-sha-256, none, with ! before what must not be"
            ),
        };

    private static int Number(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("a whole number");
}
