namespace IxpServer.Processes;

/// <summary>A needed process did not start, or did not do its work.</summary>
public sealed class ProcessFailedException : Exception
{
    /// <summary>Says what went wrong, with the lines that the process printed last.</summary>
    public ProcessFailedException(string what, IReadOnlyList<string> lastLines)
        : base(string.Join("\n  ", lastLines.Prepend(what))) => LastLines = lastLines;

    /// <summary>Says what went wrong, and why.</summary>
    public ProcessFailedException(string what, Exception? why = null)
        : base(what, why) { }

    /// <summary>What the process printed last.</summary>
    public IReadOnlyList<string> LastLines { get; } = [];
}
