using IxpServer.Api.Configuration;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry;

/// <summary>
/// Reads the registry's files when one of them has changed. It compares time stamps rather than asking the operating system
/// for events: these are lost on network mounts, and when an editor, Docker or Kubernetes replaces a file or the link to it
/// instead of writing into it.
/// </summary>
internal sealed class RegistryFiles(RegistryOptions options, IHostEnvironment environment)
{
    private Dictionary<VersionKey, (ReadDefinition Read, IDefinition Placed)> _known = [];
    private string _stamp = "";

    /// <summary>What each file held when it was last read.</summary>
    internal IReadOnlyList<FileContent> Current { get; private set; } = [];

    /// <summary>Reads the files if they may have changed; whether they hold something else now.</summary>
    internal async Task<bool> RefreshAsync(CancellationToken cancel)
    {
        // Taken before reading: a write that comes after it shows at the next look.
        var stamp = string.Join('|', options.Intents.Concat(options.Components).Select(Stamp));
        var isAgain = stamp == _stamp;
        if (isAgain && !Current.Any(file => file.IsLocked))
        {
            return false;
        }

        var known = new Dictionary<VersionKey, (ReadDefinition, IDefinition)>();
        var files = new List<FileContent>();
        foreach (var file in options.Intents)
        {
            files.Add(await ReadAsync(file, DefinitionKinds.Intent, RegistryFile.ReadIntents, known, cancel));
        }

        foreach (var file in options.Components)
        {
            files.Add(await ReadAsync(file, DefinitionKinds.Component, RegistryFile.ReadComponents, known, cancel));
        }

        var before = Current.SelectMany(file => file.Faults.All);
        var isSame = isAgain && files.SelectMany(file => file.Faults.All).SequenceEqual(before);
        (_stamp, Current) = (stamp, files);
        if (files.TrueForAll(file => file.Faults.Errors.Count is 0))
        {
            _known = known;
        }

        return !isSame;
    }

    private async Task<FileContent> ReadAsync(
        string file,
        string kind,
        Func<ReadOnlyMemory<byte>, FileFaults, IReadOnlyList<FileEntry>> read,
        Dictionary<VersionKey, (ReadDefinition, IDefinition)> known,
        CancellationToken cancel
    )
    {
        var (path, faults) = (FullPath(file), new FileFaults(file));
        try
        {
            var entries = read(await File.ReadAllBytesAsync(path, cancel), faults);
            var date = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
            return new(kind, [.. entries.Select(Place).OfType<IDefinition>()], faults) { Date = date };

            IDefinition? Place(FileEntry entry)
            {
                var placed = this.Place(entry, file, date);
                if (placed is not null)
                {
                    known[placed.Key] = (entry.Read, placed);
                }

                return placed;
            }
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            faults.Unread("", "the file does not exist");
            return new(kind, [], faults);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Unread("", "the file cannot be read");
            return new(kind, [], faults) { IsLocked = true };
        }
    }

    /// <summary>The definition where it stands now. One that is the same as before keeps its date.</summary>
    private IDefinition? Place(FileEntry entry, string file, DateTimeOffset date)
    {
        if (entry.Read.Definition is not { } definition)
        {
            return null;
        }

        var place = new DefinitionLocation(file, entry.Pointer);
        var isKnown = _known.TryGetValue(definition.Key, out var before) && before.Read == entry.Read;
        return isKnown && before.Placed.Location == place
            ? before.Placed
            : definition.At(place, isKnown ? before.Placed.LastUpdated : date);
    }

    private string FullPath(string file) => Path.GetFullPath(file, environment.ContentRootPath);

    private string Stamp(string file)
    {
        var real = new FileInfo(RealPath.Of(FullPath(file)));
        return $"{real.FullName}:{real.LastWriteTimeUtc.Ticks}:{(real.Exists ? real.Length : -1)}";
    }
}
