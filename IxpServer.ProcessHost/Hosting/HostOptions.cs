using System.Globalization;

namespace IxpServer.ProcessHost.Hosting;

/// <summary>What the command line says.</summary>
internal sealed record HostOptions
{
    internal const string Usage = """
        Runs PostgreSQL, Redis, the migrations and the server as local processes.

          --replicas N    replicas of the server (default 2; 1 with --no-postgres)
          --port N        the first replica's port; the others' follow (default 3000)
          --no-postgres   the server keeps its state in a file of its own, unless DATABASE_URL says where
          --no-redis      the server caches in memory only, unless REDIS_URL says where
          --data DIR      where data and secrets are kept (default data/process-host in the repository)
          --ephemeral     keep nothing: data and secrets are deleted at the end
          --help          this text
        """;

    internal int Replicas { get; private init; } = 2;

    internal int Port { get; private init; } = 3000;

    internal bool Postgres { get; private init; } = true;

    internal bool Redis { get; private init; } = true;

    /// <summary>Where data is kept; null for a temporary directory.</summary>
    internal string? Data { get; private init; } = DefaultData();

    /// <exception cref="FormatException">The command line is wrong. The message says in what.</exception>
    internal static HostOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new HostOptions();
        var replicasGiven = false;
        for (var index = 0; index < arguments.Count; index++)
        {
            string Value() =>
                ++index < arguments.Count
                    ? arguments[index]
                    : throw new FormatException($"{arguments[index - 1]} needs a value");

            switch (arguments[index])
            {
                case "--replicas":
                    options = options with { Replicas = Number("--replicas", Value(), 1, 32) };
                    replicasGiven = true;
                    break;
                case "--port":
                    options = options with { Port = Number("--port", Value(), 1, 65_535) };
                    break;
                case "--no-postgres":
                    options = options with { Postgres = false };
                    break;
                case "--no-redis":
                    options = options with { Redis = false };
                    break;
                case "--data":
                    options = options with { Data = Value() };
                    break;
                case "--ephemeral":
                    options = options with { Data = null };
                    break;
                case var unknown:
                    throw new FormatException($"{unknown} is not an option");
            }
        }

        return options.Checked(replicasGiven);
    }

    private HostOptions Checked(bool replicasGiven)
    {
        var ownFile =
            !Postgres
            && Environment.GetEnvironmentVariable("DATABASE_URL") is null or ""
            && Environment.GetEnvironmentVariable("ConnectionStrings__ixpdb") is null or "";
        var options = ownFile && !replicasGiven ? this with { Replicas = 1 } : this;
        return ownFile && options.Replicas > 1
                ? throw new FormatException("--replicas: a file of its own can serve one replica only")
            : options.Port + options.Replicas > 65_536
                ? throw new FormatException("--port: not every replica would have a port")
            : options;
    }

    private static int Number(string option, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? number
            : throw new FormatException($"{option}: found '{value}'; allowed: {least} to {most}");

    /// <summary>In the repository that this was built in, else in the working directory.</summary>
    private static string DefaultData()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "IxpServer.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(directory?.FullName ?? Environment.CurrentDirectory, "data", "process-host");
    }
}
