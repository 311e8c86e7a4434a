namespace IxpServer.ProcessHost.Services;

/// <summary>How one of the application's own programs is to run.</summary>
public sealed record ServiceOptions
{
    /// <summary>Its dll; without it, the one that <see cref="BuiltPrograms"/> finds.</summary>
    public string? Program { get; init; }

    /// <summary>What it is called in messages and in the pid file's name.</summary>
    public string Name { get; init; } = "api";

    /// <summary>The server's port on loopback; without it, any that is free.</summary>
    public int? Port { get; init; }

    /// <summary>Arguments on its command line.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables beside the inherited ones; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// Where it runs and its id is kept; without it, nothing would find it after a crash of this process.
    /// </summary>
    public RunDirectory? Directory { get; init; }

    /// <summary>Gets each line that it prints.</summary>
    public Action<string>? Output { get; init; }
}
