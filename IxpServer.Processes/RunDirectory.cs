using System.Globalization;

namespace IxpServer.Processes;

/// <summary>
/// A temporary directory that one process keeps its servers' data in, and runs them in. What a killed process has left is
/// stopped and cleared away by the next one that makes such a directory.
/// </summary>
public sealed class RunDirectory : IAsyncDisposable
{
    private const string Prefix = "ixp-run-";
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private RunDirectory(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The path of a file or directory in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a directory that is deleted with this object, and clears away those of killed processes.</summary>
    public static async Task<RunDirectory> CreateAsync()
    {
        await SweepAsync();
        var owner = ProcessIdentity.Of(Environment.ProcessId)!;
        // The name says whose it is.
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{owner.Id}-{owner.StartTime}-");
        var path = Directory.CreateTempSubdirectory(name).FullName;

        // The servers' own user has to pass through it; what is secret in it has a mode of its own.
        File.SetUnixFileMode(path, Modes.Passable);
        return new RunDirectory(path);
    }

    /// <summary>Deletes it.</summary>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task SweepAsync()
    {
        foreach (var directory in new DirectoryInfo(System.IO.Path.GetTempPath()).GetDirectories($"{Prefix}*"))
        {
            // Anybody can lay a link there.
            if (directory.LinkTarget is not null || !IsLeft(directory.Name.Split('-')))
            {
                continue;
            }

            try
            {
                var servers = ProcessIdentity.In(directory.FullName);
                await Task.WhenAll(servers.Select(server => server.StopAsync(Signal.Kill, StopLimit)));
                directory.Delete(recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another user's, or somebody else is clearing it away, or something still writes there.
            }
        }
    }

    private static bool IsLeft(string[] name) =>
        name is [_, _, var id, var start, _]
        && int.TryParse(id, CultureInfo.InvariantCulture, out var process)
        && ulong.TryParse(start, CultureInfo.InvariantCulture, out var time)
        && !new ProcessIdentity(process, time).IsAlive;
}
