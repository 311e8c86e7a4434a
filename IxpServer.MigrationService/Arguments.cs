using IxpServer.Hosting.Configuration;

namespace IxpServer.MigrationService;

/// <summary>What the worker is to do.</summary>
internal enum Command
{
    Migrate,
    Rollback,
    Script,
    Check,
    Help,
}

/// <summary>The command line.</summary>
/// <param name="Command">What to do.</param>
/// <param name="Target">Where to roll back to.</param>
/// <param name="SeedSamples">Whether to import the sample registry.</param>
internal sealed record Arguments(Command Command, string? Target = null, bool SeedSamples = false)
{
    internal const string Help = """
        Brings the database of IXP Server up to date.

          (nothing)          apply pending migrations, make partitions, remove old logs, seed the first administrator
          --seed-samples     the same, and import the sample intents and components
          --check            say which migrations are pending; exit 0 when none is, 2 otherwise
          --rollback TARGET  take back every migration after TARGET, a migration's name, or 0 for all of them
          --script           write SQL that applies what a database lacks; it may be run again (PostgreSQL)
          --help             this text

        Settings come from the environment: ConnectionStrings__ixpdb or DATABASE_URL (neither: an SQLite file,
        DATABASE_FILE), DATABASE_SSL, LOG_RETENTION_DAYS, ADMIN_EMAIL and ADMIN_PASSWORD; and of the log: LOG_LEVEL,
        LOG_DIRECTORY, ELASTICSEARCH_URL and the others that begin so.

        Exit codes: 0 done, 1 failed, 2 migrations are pending (--check), 78 wrong settings or arguments.
        """;

    /// <exception cref="ConfigurationException">They make no sense.</exception>
    internal static Arguments Parse(string[] args) =>
        args switch
        {
            [] => new(Command.Migrate),
            ["--seed-samples"] => new(Command.Migrate, SeedSamples: true),
            ["--check"] => new(Command.Check),
            ["--script"] => new(Command.Script),
            ["--help" or "-h"] => new(Command.Help),
            ["--rollback", { Length: > 0 } target] => new(Command.Rollback, target),
            ["--rollback"] => throw new ConfigurationException(["--rollback: names no TARGET, a migration or 0"]),
            _ => throw new ConfigurationException([
                $"unknown arguments: {string.Join(' ', args)}; --help lists what is allowed",
            ]),
        };
}

/// <summary>What the exit code says.</summary>
internal static class ExitCodes
{
    internal const int Done = 0;
    internal const int Failed = 1;
    internal const int Pending = 2;
}
