using System.Globalization;

namespace IxpServer.Hosting;

/// <summary>
/// Gives each process a directory of its own below a configured one: the first numbered one that no other process holds
/// locked, so that one that is started again finds what it left.
/// </summary>
public static class SpoolDirectory
{
    private const int MostProcesses = 64;

    /// <summary>Takes a directory, until what is returned is disposed of. Its name is that file's directory.</summary>
    /// <exception cref="IOException">None is free, or the disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static FileStream Claim(string root)
    {
        for (var process = 0; process < MostProcesses; process++)
        {
            if (TryLock(Path.Combine(root, $"{process}")) is { } held)
            {
                return held;
            }
        }

        throw new IOException($"{MostProcesses} processes use the spool directory {root} already");
    }

    /// <summary>
    /// Moves here what processes have left that do not run any more: where fewer run than before, nobody else would
    /// find it.
    /// </summary>
    /// <param name="root">The configured directory.</param>
    /// <param name="extension">Of the files that count, such as <c>.rows</c>.</param>
    /// <param name="name">Gives each file its path here.</param>
    public static void Adopt(string root, string extension, Func<string> name)
    {
        foreach (var directory in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            if (!Directory.EnumerateFiles(directory, $"*{extension}").Any() || TryLock(directory) is not { } held)
            {
                continue;
            }

            using (held)
            {
                foreach (var file in Directory.EnumerateFiles(directory, $"*{extension}").Order(StringComparer.Ordinal))
                {
                    File.Move(file, name());
                }
            }
        }
    }

    /// <summary>The files of a directory whose names are numbers, with their lengths in bytes.</summary>
    public static IEnumerable<(long Number, string Path, long Length)> Numbered(string directory, string extension)
    {
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles($"*{extension}"))
        {
            if (
                long.TryParse(Path.GetFileNameWithoutExtension(file.Name), CultureInfo.InvariantCulture, out var number)
            )
            {
                yield return (number, file.FullName, file.Length);
            }
        }
    }

    /// <summary>The operating system lets go of the lock when the process ends, however that ends.</summary>
    private static FileStream? TryLock(string directory)
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }
}
