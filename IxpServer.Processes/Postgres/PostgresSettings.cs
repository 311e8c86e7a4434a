namespace IxpServer.Processes.Postgres;

/// <summary>The server's command line. Settings stand on it, so that the data directory stays as initdb made it.</summary>
public static class PostgresSettings
{
    private const string Statistics = "pg_stat_statements";

    /// <param name="data">The data directory.</param>
    /// <param name="port">Its port on loopback; without one, what the variable <c>PGPORT</c> says.</param>
    /// <param name="options">How it is to run.</param>
    public static IReadOnlyList<string> Arguments(string data, int? port, PostgresOptions options)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = "",
            // Its messages are waited for, so they have to be the English ones.
            ["lc_messages"] = "C",
            // In the data directory they go away with it, even after a kill.
            ["dynamic_shared_memory_type"] = "mmap",
        };
        if (port is not null)
        {
            settings["port"] = $"{port}";
        }

        if (!options.Fsync)
        {
            settings["fsync"] = "off";
            settings["full_page_writes"] = "off";
        }

        if (HasStatistics())
        {
            settings["shared_preload_libraries"] = Statistics;
        }

        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        return ["-D", data, .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })];
    }

    /// <summary>It is a package of its own on some systems.</summary>
    private static bool HasStatistics()
    {
        var programs = Path.GetDirectoryName(Binaries.OfThisMachine.FindPostgres("postgres"))!;
        return File.Exists(Path.Combine(programs, "..", "lib", $"{Statistics}.so"));
    }
}
