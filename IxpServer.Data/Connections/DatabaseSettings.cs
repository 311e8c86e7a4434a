using Microsoft.Extensions.Configuration;
using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>Reads the database's settings, by their .NET names or the guide's, and gathers the faults.</summary>
internal sealed class DatabaseSettings(IConfiguration configuration)
{
    internal List<string> Faults { get; } = [];

    /// <exception cref="DatabaseConfigurationException">At least one setting is wrong.</exception>
    internal static (DatabaseOptions Options, DatabaseConnection Connection) Read(
        IConfiguration configuration,
        string contentRoot
    )
    {
        var settings = new DatabaseSettings(configuration);
        var options = settings.Options();
        var connection = settings.Connection(options, contentRoot);
        return settings.Faults.Count is 0 && connection is not null
            ? (options, connection)
            : throw new DatabaseConfigurationException(settings.Faults);
    }

    private DatabaseOptions Options()
    {
        var fallback = new DatabaseOptions();
        var options = new DatabaseOptions
        {
            PoolMin = Number("PoolMin", "DATABASE_POOL_MIN", fallback.PoolMin, 0, 1_000),
            PoolMax = Number("PoolMax", "DATABASE_POOL_MAX", fallback.PoolMax, 1, 1_000),
            ConnectTimeout = Seconds("ConnectTimeoutSeconds", fallback.ConnectTimeout),
            IdleTimeout = Seconds("IdleTimeoutSeconds", fallback.IdleTimeout),
            CommandTimeout = Seconds("CommandTimeoutSeconds", fallback.CommandTimeout),
            RetryCount = Number("RetryCount", null, fallback.RetryCount, 0, 20),
            RetryMaxDelay = Seconds("RetryMaxDelaySeconds", fallback.RetryMaxDelay),
            RequestTimeout = Seconds("RequestTimeoutSeconds", fallback.RequestTimeout),
            BusyTimeout = Seconds("BusyTimeoutSeconds", fallback.BusyTimeout),
            StartTimeout = Seconds("StartTimeoutSeconds", fallback.StartTimeout, least: 0),
            LockTimeout = Seconds("LockTimeoutSeconds", fallback.LockTimeout, least: 0),
            LogRetentionDays = Days("LogRetentionDays", "LOG_RETENTION_DAYS", fallback.LogRetentionDays),
            SessionRetentionDays = Days(
                "SessionRetentionDays",
                "SESSION_RETENTION_DAYS",
                fallback.SessionRetentionDays
            ),
            AnonymousSessionRetentionDays = Days(
                "AnonymousSessionRetentionDays",
                "ANONYMOUS_SESSION_RETENTION_DAYS",
                fallback.AnonymousSessionRetentionDays
            ),
        };
        if (options.PoolMin > options.PoolMax)
        {
            Faults.Add($"{Name("PoolMin", "DATABASE_POOL_MIN")}: found {options.PoolMin}; allowed: at most PoolMax");
        }

        return options;
    }

    private DatabaseConnection? Connection(DatabaseOptions options, string contentRoot)
    {
        var ssl = Boolean("Ssl", "DATABASE_SSL");
        var authorities = Authorities(contentRoot);
        var (variable, value) = configuration.GetConnectionString("ixpdb") is { Length: > 0 } given
            ? ("ConnectionStrings__ixpdb", given)
            : ("DATABASE_URL", Text("Url", "DATABASE_URL"));
        if (value is null)
        {
            var file = Text("File", "DATABASE_FILE") ?? Path.Combine("data", "ixp.db");
            return DatabaseConnection.Sqlite(Path.GetFullPath(file, contentRoot), options);
        }

        try
        {
            var address = PostgresAddress.Parse(variable, value, ssl, authorities);
            FindFiles(variable, address, authorities, contentRoot);
            return DatabaseConnection.Postgres(address, options);
        }
        catch (FormatException fault)
        {
            Faults.Add(fault.Message);
            return null;
        }
    }

    /// <summary>What the address names for TLS, which would else be missed by whoever connects first.</summary>
    private void FindFiles(
        string variable,
        NpgsqlConnectionStringBuilder address,
        string? authorities,
        string contentRoot
    )
    {
        address.RootCertificate = Find(address.RootCertificate);
        address.SslCertificate = Find(address.SslCertificate);
        address.SslKey = Find(address.SslKey);

        string? Find(string? given)
        {
            if (string.IsNullOrEmpty(given))
            {
                return null;
            }

            if (given == authorities)
            {
                // Another setting names it, and has been told.
                return given;
            }

            var file = Path.GetFullPath(given, contentRoot);
            if (!File.Exists(file))
            {
                Faults.Add($"{variable}: the file '{file}', which it names for TLS, does not exist");
            }

            return file;
        }
    }

    /// <summary>The file is read now, so that a wrong one is told at the start and not when somebody connects.</summary>
    private string? Authorities(string contentRoot)
    {
        if (Text("SslCa", "DATABASE_SSL_CA") is not { } given)
        {
            return null;
        }

        var file = Path.GetFullPath(given, contentRoot);
        try
        {
            CertificateAuthorities.Load(Name("SslCa", "DATABASE_SSL_CA"), file);
        }
        catch (FormatException fault)
        {
            Faults.Add(fault.Message);
        }

        return file;
    }

    private string? Text(string name, string? variable) =>
        NotEmpty(configuration[$"{DatabaseOptions.Section}:{name}"])
        ?? (variable is null ? null : NotEmpty(configuration[variable]));

    private TimeSpan Seconds(string name, TimeSpan fallback, int least = 1) =>
        TimeSpan.FromSeconds(Number(name, null, (int)fallback.TotalSeconds, least, 86_400));

    private int Days(string name, string variable, int fallback) => Number(name, variable, fallback, 0, 36_500);

    private int Number(string name, string? variable, int fallback, int least, int most)
    {
        if (Text(name, variable) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Faults.Add($"{Name(name, variable)}: found '{text}'; allowed: a whole number from {least} to {most}");
        return fallback;
    }

    private bool? Boolean(string name, string variable)
    {
        if (Text(name, variable) is not { } text)
        {
            return null;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Faults.Add($"{Name(name, variable)}: found '{text}'; allowed: true or false");
        return null;
    }

    private static string Name(string name, string? variable) =>
        variable is null ? $"Ixp__Database__{name}" : $"{variable} (Ixp__Database__{name})";

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
