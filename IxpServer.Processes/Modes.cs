namespace IxpServer.Processes;

/// <summary>Owners and modes of files.</summary>
public static class Modes
{
    /// <summary>0600: for secrets.</summary>
    public const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>0700: as PostgreSQL demands for its data.</summary>
    public const UnixFileMode Private = Secret | UnixFileMode.UserExecute;

    private const UnixFileMode OthersPass =
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>0755.</summary>
    public const UnixFileMode Passable = Private | OthersPass;

    /// <summary>Gives a file or directory to another user. Only root can, and only root has to.</summary>
    public static async Task GiveAsync(string path, string user, CancellationToken cancellation)
    {
        if (Environment.IsPrivilegedProcess)
        {
            var chown = Binaries.OfThisMachine.Find("chown");
            await Commands.RunAsync(new ChildStart(chown, [$"{user}:{user}", path]), cancellation);
        }
    }

    /// <summary>Makes a directory, with this mode where there are modes.</summary>
    public static void CreateDirectory(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, mode);
        }
    }

    /// <summary>Writes a secret to a new file that only its owner can read.</summary>
    public static void WriteSecret(string file, string secret)
    {
        File.Delete(file);
        using var stream = new FileStream(
            file,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = Secret,
            }
        );
        using var writer = new StreamWriter(stream);
        writer.Write(secret);
    }

    /// <summary>The first directory on the way that other users cannot pass; null when they can reach it.</summary>
    public static string? Obstacle(string path)
    {
        for (var directory = new DirectoryInfo(path).Parent; directory is not null; directory = directory.Parent)
        {
            if (!directory.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return directory.FullName;
            }
        }

        return null;
    }
}
