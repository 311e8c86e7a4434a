namespace IxpServer.Processes.Redis;

/// <summary>How a Redis server is to run.</summary>
public sealed record RedisOptions
{
    /// <summary>
    /// A configuration file to run under, such as a hardened one. What it says about address, password, paths and
    /// background does not count.
    /// </summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>Its certificate and key in PEM; without them it speaks plain TCP.</summary>
    public (string Certificate, string Key)? Tls { get; init; }

    /// <summary>More lines of configuration, such as <c>rename-command EVAL ""</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
