using System.Diagnostics;

namespace IxpServer.Processes;

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

    /// <summary>The signal that asks it to end.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>A session of its own keeps a Ctrl-C in the terminal from it: it is stopped in its turn.</summary>
    internal ProcessStartInfo ToStartInfo()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Servers can be started as local processes on Linux only");
        }

        var info = new ProcessStartInfo(Binaries.OfThisMachine.Find("setsid"), CommandLine)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Directory,
        };
        foreach (var (name, value) in Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    /// <summary>
    /// The whole command line, with the program that changes the user before it: that one replaces itself by the next, so
    /// that the id stays that of the process itself.
    /// </summary>
    public IEnumerable<string> CommandLine =>
        User is { } user && System.Environment.IsPrivilegedProcess
            ?
            [
                Binaries.OfThisMachine.Find("setpriv"),
                $"--reuid={user}",
                $"--regid={user}",
                "--init-groups",
                File,
                .. Arguments,
            ]
            : [File, .. Arguments];
}
