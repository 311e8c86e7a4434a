namespace IxpServer.ProcessHost.Processes;

/// <summary>How a process is to be started.</summary>
/// <param name="File">The program, as a path.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record ChildStart(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables beside the inherited ones; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where it runs.</summary>
    public string Directory { get; init; } = "/";

    /// <summary>The user whom it runs as, when this process is root's; else and by default, the present one.</summary>
    public string? User { get; init; }

    /// <summary>What it reads on its standard input.</summary>
    public string? Input { get; init; }

    /// <summary>Gets each line that it prints, on whichever stream.</summary>
    public Action<string>? Output { get; init; }

    /// <summary>Where its id is kept while it runs, for the next start to find it if this process is killed.</summary>
    public string? PidFile { get; init; }

    /// <summary>The signal that asks it to end.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;
}
