using IxpServer.Api.Registry.Stored;

namespace IxpServer.Api.Registry;

/// <summary>
/// Reads all registry files and joins them with the database's definitions into one snapshot, or says everything that
/// is wrong with them.
/// </summary>
/// <param name="options">Which files.</param>
/// <param name="environment">What their paths are relative to.</param>
/// <param name="time">The clock.</param>
/// <param name="checks">What other parts of the server know of intents.</param>
/// <param name="stored">The database's definitions; null where there is no database.</param>
public sealed class RegistryLoader(
    RegistryOptions options,
    IHostEnvironment environment,
    TimeProvider time,
    IEnumerable<IIntentCheck> checks,
    StoredRegistry? stored = null
)
{
    private volatile Definitions _files = Definitions.None;

    /// <summary>What a load gave.</summary>
    /// <param name="Snapshot">The new snapshot; null when some file has an error.</param>
    /// <param name="Faults">Errors and warnings, in file order.</param>
    public sealed record Result(RegistrySnapshot? Snapshot, IReadOnlyList<RegistryFault> Faults)
    {
        /// <summary>Whether the fault may pass without any change of a file that could be seen.</summary>
        public bool MayPass { get; init; }
    }

    /// <summary>The files, with full paths.</summary>
    internal IEnumerable<string> Paths => options.Intents.Concat(options.Components).Select(FullPath);

    /// <summary>What the files had when they were last read.</summary>
    internal Definitions Files => _files;

    /// <summary>Reads every file.</summary>
    /// <param name="previous">The snapshot in use: definitions that did not change keep their date.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<Result> LoadAsync(RegistrySnapshot? previous, CancellationToken cancel)
    {
        var faults = new List<RegistryFault>();
        var dates = new ChangeDates(previous);
        var intents = await ReadAllAsync(options.Intents, RegistryFile.ReadIntents, dates.Apply, faults, cancel);
        var components = await ReadAllAsync(
            options.Components,
            RegistryFile.ReadComponents,
            dates.Apply,
            faults,
            cancel
        );
        var files = new Definitions(intents.Definitions, components.Definitions, faults)
        {
            BrokenIntents = intents.Names.Without(intents.Definitions.Select(intent => intent.Name)),
            BrokenComponents = components.Names.Without(components.Definitions.Select(component => component.Name)),
            Checks = [.. checks],
            Known = _files.Known,
        };
        var rows = stored?.Current?.Rows ?? [];
        var all = files.With(rows);
        _files = files with { Known = all.Known };
        var snapshot = all.AreRefused
            ? null
            : new RegistrySnapshot(
                all.Intents,
                all.Components,
                new RegistryDates(intents.Date, components.Date).With(rows),
                time.GetUtcNow()
            );
        Trim(snapshot);
        return new(snapshot, all.Faults) { MayPass = intents.IsLocked || components.IsLocked };
    }

    /// <summary>Of many definitions most are not asked for: what their schemas compile to is made when they are.</summary>
    private static void Trim(RegistrySnapshot? snapshot)
    {
        foreach (var intent in snapshot?.AllIntents ?? [])
        {
            intent.Parameters.TrimExcess();
        }

        foreach (var component in snapshot?.AllComponents ?? [])
        {
            component.Props.TrimExcess();
        }
    }

    private async Task<ReadFiles<T>> ReadAllAsync<T>(
        IReadOnlyList<string> files,
        Func<ReadOnlyMemory<byte>, FileFaults, List<T>> read,
        Func<T, DateTimeOffset, T> withDate,
        List<RegistryFault> faults,
        CancellationToken cancel
    )
    {
        var all = new ReadFiles<T>();
        foreach (var file in files)
        {
            var path = FullPath(file);
            var found = new FileFaults(file);
            try
            {
                var definitions = read(await File.ReadAllBytesAsync(path, cancel), found);
                var date = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
                all.Date = date > all.Date ? date : all.Date;
                all.Definitions.AddRange(definitions.Select(definition => withDate(definition, date)));
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
            {
                found.Unread("", "the file does not exist");
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                found.Unread("", "the file cannot be read");
                all.IsLocked = true;
            }

            faults.AddRange(found.All);
            all.Names.Add(found);
        }

        return all;
    }

    private string FullPath(string file) => Path.GetFullPath(file, environment.ContentRootPath);

    /// <summary>What the files of one kind hold.</summary>
    private sealed class ReadFiles<T>
    {
        internal List<T> Definitions { get; } = [];

        internal DeclaredNames Names { get; } = new();

        /// <summary>When the newest was last written.</summary>
        internal DateTimeOffset Date { get; set; } = DateTimeOffset.UnixEpoch;

        /// <summary>Whether some file is there but may not be read.</summary>
        internal bool IsLocked { get; set; }
    }
}
