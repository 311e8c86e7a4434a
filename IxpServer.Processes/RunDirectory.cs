namespace IxpServer.Processes;

/// <summary>
/// A temporary directory that one process keeps its servers' data in, and runs them in. What a killed process has left is
/// stopped and cleared away by the next one that makes such a directory.
/// </summary>
public sealed class RunDirectory : IAsyncDisposable
{
    private const string Prefix = "ixp-run-";
    private const string LockName = "lock";
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    /// <summary><c>EWOULDBLOCK</c> of Linux, which a file that another process has locked is refused with.</summary>
    private const int WouldBlock = 11;

    /// <summary>Held while this process lives: the kernel gives it up however the process ends.</summary>
    private readonly FileStream _lock;

    private RunDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes a directory that is deleted with this object, and clears away those of killed processes.</summary>
    public static async Task<RunDirectory> CreateAsync()
    {
        await SweepAsync();
        while (true)
        {
            var path = Directory.CreateTempSubdirectory(Prefix).FullName;

            // The servers' own user has to pass through it; what is secret in it has a mode of its own.
            File.SetUnixFileMode(path, Modes.Passable);
            if (TryLock(path, FileMode.OpenOrCreate) is { } held)
            {
                return new RunDirectory(path, held);
            }
        }
    }

    /// <summary>The path of a file or directory in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Deletes it.</summary>
    public async ValueTask DisposeAsync()
    {
        Delete(Path);
        await _lock.DisposeAsync();
    }

    /// <summary>Takes the lock; null when another process has it, or has just deleted it.</summary>
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

    private static async Task SweepAsync()
    {
        foreach (var path in Directory.GetDirectories(System.IO.Path.GetTempPath(), $"{Prefix}*"))
        {
            try
            {
                await using var held = await Modes.IsOwnAsync(path) ? TryLock(path, FileMode.Open) : null;
                if (held is not null)
                {
                    await Task.WhenAll(ProcessIdentity.In(path).Select(left => left.StopAsync(Signal.Kill, StopLimit)));
                    Delete(path);
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Somebody else is clearing it away, or something still writes there. The next start tries again.
            }
        }
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
}
