namespace IxpServer.Processes.Postgres;

/// <summary>How a PostgreSQL server is to run.</summary>
public sealed record PostgresOptions
{
    /// <summary>Where its data is kept; without it, in a temporary directory that goes with the server.</summary>
    public RunDirectory? Directory { get; init; }

    /// <summary>The password of its superuser; without it, a random one.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// Whether a commit is forced to the disk. It matters only when the machine itself may fail: a killed server
    /// loses nothing without it, and tests run faster.
    /// </summary>
    public bool Fsync { get; init; }

    /// <summary>More of the server's settings, such as <c>max_connections</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
