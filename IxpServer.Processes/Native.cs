using System.Runtime.InteropServices;

namespace IxpServer.Processes;

/// <summary>The signals that processes are stopped with, by their numbers on Linux.</summary>
public enum Signal
{
    /// <summary>No signal; never sent.</summary>
    None = 0,

    /// <summary>SIGINT; PostgreSQL's fast shutdown, which does not wait for clients.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,
}

/// <summary>What .NET has no call for.</summary>
internal static partial class Native
{
    /// <summary>A process that has just ended is no fault: its end is what was wanted.</summary>
    internal static void Kill(int id, Signal signal) => _ = KillCall(id, (int)signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int KillCall(int id, int signal);
}
