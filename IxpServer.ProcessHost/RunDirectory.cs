using IxpServer.ProcessHost.Processes;

namespace IxpServer.ProcessHost;

/// <summary>
/// A directory that one process at a time keeps its servers' data and process ids in. Whoever takes it over after a
/// crash first stops what the crashed process has left running.
/// </summary>
public sealed class RunDirectory : IAsyncDisposable
{
    private const string TemporaryPrefix = "ixp-host-";
    private const string LockName = "lock";

    /// <summary><c>EWOULDBLOCK</c> of Linux, which a file that another process has locked is refused with.</summary>
    private const int WouldBlock = 11;

    /// <summary>Held while this process lives: the kernel gives it up however the process ends.</summary>
    private readonly FileStream _lock;
    private readonly bool _temporary;

    private RunDirectory(string path, FileStream held, bool temporary) =>
        (Path, _lock, _temporary) = (path, held, temporary);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>How many processes of an earlier run were still running and have been stopped.</summary>
    public int Leftovers { get; private init; }

    /// <summary>Makes a directory that is deleted with this object, and clears away those of crashed processes.</summary>
    /// <exception cref="ProcessFailedException">Nothing can be written to the directory for temporary files.</exception>
    public static async Task<RunDirectory> CreateTemporaryAsync()
    {
        var leftovers = await SweepAsync();
        while (true)
        {
            var (path, held) = Writing(System.IO.Path.GetTempPath(), MakeTemporary);
            if (held is not null)
            {
                return new RunDirectory(path, held, temporary: true) { Leftovers = leftovers };
            }
        }
    }

    /// <summary>Takes a directory that stays, making it if need be.</summary>
    /// <exception cref="ProcessFailedException">Another process has it, or nothing can be written to it.</exception>
    public static async Task<RunDirectory> OpenAsync(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var held =
            Writing(
                path,
                () =>
                {
                    Directory.CreateDirectory(path);
                    return TryLock(path, FileMode.OpenOrCreate);
                }
            ) ?? throw new ProcessFailedException($"Another process host is using {path}; --data names another place");
        return new RunDirectory(path, held, temporary: false) { Leftovers = await StopLeftoversAsync(path) };
    }

    /// <summary>The path of a file or directory in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The file that a process's id is kept in while it runs.</summary>
    public string PidFile(string process) => this[$"{process}.pid"];

    /// <summary>Deletes it if it is temporary, and gives it up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_temporary)
        {
            Delete(Path);
        }

        await _lock.DisposeAsync();
    }

    private static (string Path, FileStream? Held) MakeTemporary()
    {
        var path = Directory.CreateTempSubdirectory(TemporaryPrefix).FullName;
        try
        {
            // The servers' own user has to pass through it; what is secret in it has a mode of its own.
            File.SetUnixFileMode(path, Modes.Passable);
            return (path, TryLock(path, FileMode.OpenOrCreate));
        }
        catch
        {
            Directory.Delete(path, recursive: true);
            throw;
        }
    }

    /// <summary>Says where nothing can be written, and why.</summary>
    private static T Writing<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ProcessFailedException(
                $"The process host cannot keep its data in {path}: {fault.Message}. --data names another place",
                fault
            );
        }
    }

    /// <summary>Takes the lock; null when another process has it, or has just deleted it.</summary>
    /// <exception cref="IOException">It cannot be had for another reason, such as a full disk.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write it.</exception>
    private static FileStream? TryLock(string path, FileMode mode)
    {
        try
        {
            var name = System.IO.Path.Combine(path, LockName);
            var held = new FileStream(name, mode, FileAccess.ReadWrite, FileShare.None);
            if (File.Exists(name))
            {
                return held;
            }

            // A sweep deleted it between its opening and its locking.
            held.Dispose();
            return null;
        }
        catch (IOException taken) when (taken.HResult is WouldBlock)
        {
            return null;
        }
    }

    /// <summary>Temporary directories whose process was killed: what runs in them is stopped, and they are deleted.</summary>
    private static async Task<int> SweepAsync()
    {
        var stopped = 0;
        foreach (var path in Directory.GetDirectories(System.IO.Path.GetTempPath(), $"{TemporaryPrefix}*"))
        {
            try
            {
                await using var held = await Modes.IsOwnAsync(path) ? TryLock(path, FileMode.Open) : null;
                if (held is not null)
                {
                    stopped += await StopLeftoversAsync(path);
                    Delete(path);
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Somebody else is clearing it away, or something still writes there. The next start tries again.
            }
        }

        return stopped;
    }

    /// <summary>The lock goes last: while there is one, the next sweep finds what this one could not delete.</summary>
    private static void Delete(string path)
    {
        foreach (var directory in Directory.GetDirectories(path))
        {
            Directory.Delete(directory, recursive: true);
        }

        Directory.Delete(path, recursive: true);
    }

    /// <summary>Stops what an earlier run has left, the last started first.</summary>
    private static async Task<int> StopLeftoversAsync(string path)
    {
        var stopped = 0;
        foreach (var file in Directory.GetFiles(path, "*.pid").OrderByDescending(File.GetLastWriteTimeUtc))
        {
            stopped += await Processes.PidFile.StopAsync(file) ? 1 : 0;
        }

        return stopped;
    }
}
