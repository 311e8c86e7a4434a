using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>What libpq's parameters say of TLS, which depend on each other (PostgreSQL's manual, 34.19.1).</summary>
internal static class PostgresTls
{
    /// <param name="builder">Gets it.</param>
    /// <param name="of">The value of a parameter; null where it is not given.</param>
    /// <exception cref="FormatException">They contradict each other, or a value is wrong.</exception>
    internal static void Set(NpgsqlConnectionStringBuilder builder, Func<string, string?> of)
    {
        var mode = Mode(of);
        var root = of("sslrootcert");
        if (root is "system")
        {
            // The machine's authorities sign for anybody, so that only the name tells who answers.
            if (mode is not (null or SslMode.VerifyFull))
            {
                throw new FormatException("the parameter 'sslrootcert' is 'system', which needs sslmode=verify-full");
            }

            mode = SslMode.VerifyFull;
        }
        else if (root is not null)
        {
            builder.RootCertificate = root;
            mode = mode switch
            {
                null => SslMode.VerifyFull,
                SslMode.Require => SslMode.VerifyCA,
                _ => mode,
            };
        }

        if (mode is { } chosen)
        {
            builder.SslMode = chosen;
        }

        switch (of("sslcertmode"))
        {
            case null or "allow":
                break;
            case "disable":
                builder.SslCertificate = builder.SslKey = null;
                break;
            default:
                throw new FormatException("the parameter 'sslcertmode' must be allow or disable");
        }
    }

    /// <summary><c>ssl</c>, <c>requiressl</c> and <c>no-verify</c> are the words of JDBC, of old versions, and of Node's driver.</summary>
    private static SslMode? Mode(Func<string, string?> of) =>
        (
            of("sslmode")
            ?? (
                of("ssl") is { } ssl ? $"ssl={ssl}"
                : of("requiressl") is { } asked ? $"requiressl={asked}"
                : null
            )
        ) switch
        {
            null => null,
            "disable" or "ssl=false" => SslMode.Disable,
            "allow" => SslMode.Allow,
            "prefer" or "requiressl=0" => SslMode.Prefer,
            "require" or "no-verify" or "ssl=true" or "requiressl=1" => SslMode.Require,
            "verify-ca" => SslMode.VerifyCA,
            "verify-full" => SslMode.VerifyFull,
            _ => throw new FormatException(
                of("sslmode") is null
                    ? "the parameters 'ssl' and 'requiressl' must be true or false, 1 or 0; say sslmode instead"
                    : "sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full"
            ),
        };
}
