using Microsoft.Extensions.Options;

namespace IxpServer.Api.Registry;

/// <summary>Reads all registry files into one snapshot, or says everything that is wrong with them.</summary>
public sealed class RegistryLoader(
    IOptions<RegistryOptions> options,
    IHostEnvironment environment,
    TimeProvider time,
    IEnumerable<IIntentCheck> checks
)
{
    /// <summary>What a load gave.</summary>
    /// <param name="Snapshot">The new snapshot; null when some file has an error.</param>
    /// <param name="Faults">Errors and warnings, in file order.</param>
    public sealed record Result(RegistrySnapshot? Snapshot, IReadOnlyList<RegistryFault> Faults)
    {
        /// <summary>Whether the fault may pass without any change of a file that could be seen.</summary>
        public bool MayPass { get; init; }
    }

    /// <summary>The files, with full paths.</summary>
    internal IEnumerable<string> Paths => options.Value.Intents.Concat(options.Value.Components).Select(FullPath);

    /// <summary>Reads every file.</summary>
    /// <param name="previous">The snapshot in use: definitions that did not change keep their date.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<Result> LoadAsync(RegistrySnapshot? previous, CancellationToken cancel)
    {
        var faults = new List<RegistryFault>();
        var dates = new ChangeDates(previous);
        var intents = await ReadAllAsync(options.Value.Intents, RegistryFile.ReadIntents, dates.Apply, faults, cancel);
        var components = await ReadAllAsync(
            options.Value.Components,
            RegistryFile.ReadComponents,
            dates.Apply,
            faults,
            cancel
        );
        faults.AddRange(CrossChecks.Run(intents.Definitions, intents.Names, components.Definitions, components.Names));
        faults.AddRange(intents.Definitions.SelectMany(intent => checks.SelectMany(check => check.Check(intent))));
        var snapshot = faults.Exists(fault => fault.Severity is FaultSeverity.Error)
            ? null
            : new RegistrySnapshot(intents.Definitions, components.Definitions, time.GetUtcNow());
        return new(snapshot, faults) { MayPass = intents.IsLocked || components.IsLocked };
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

        /// <summary>Whether some file is there but may not be read.</summary>
        internal bool IsLocked { get; set; }
    }
}
