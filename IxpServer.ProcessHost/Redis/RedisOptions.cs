namespace IxpServer.ProcessHost.Redis;

/// <summary>How a Redis server is to run.</summary>
public sealed record RedisOptions
{
    /// <summary>Where its data is kept; without it, in a temporary directory that goes with the server.</summary>
    public RunDirectory? Directory { get; init; }

    /// <summary>Its port on loopback; without it, any that is free.</summary>
    public int? Port { get; init; }

    /// <summary>Its password; without it, a random one.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// A configuration file to run under, such as a hardened one. What it says about address, password, paths and
    /// background does not count.
    /// </summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>Its certificate and key in PEM; without them it speaks plain TCP.</summary>
    public (string Certificate, string Key)? Tls { get; init; }

    /// <summary>More lines of configuration, such as <c>rename-command EVAL ""</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Gets each line of the server's log.</summary>
    public Action<string>? Output { get; init; }
}
