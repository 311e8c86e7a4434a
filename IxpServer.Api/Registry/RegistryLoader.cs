using IxpServer.Api.Registry.Stored;
using Microsoft.Extensions.Options;

namespace IxpServer.Api.Registry;

/// <summary>
/// Reads all registry files and joins them with the database's definitions into one snapshot, or says everything that
/// is wrong with them.
/// </summary>
/// <param name="options">Which files.</param>
/// <param name="environment">What their paths are relative to.</param>
/// <param name="time">The clock.</param>
/// <param name="stored">The database's definitions; null where there is no database.</param>
public sealed class RegistryLoader(
    IOptions<RegistryOptions> options,
    IHostEnvironment environment,
    TimeProvider time,
    StoredRegistry? stored = null
)
{
    private volatile Definitions _files = Definitions.None;

    /// <summary>What a load gave.</summary>
    /// <param name="Snapshot">The new snapshot; null when some file has an error.</param>
    /// <param name="Faults">Errors and warnings, in file order.</param>
    public sealed record Result(RegistrySnapshot? Snapshot, IReadOnlyList<RegistryFault> Faults);

    /// <summary>The files, with full paths.</summary>
    internal IEnumerable<string> Paths => options.Value.Intents.Concat(options.Value.Components).Select(FullPath);

    /// <summary>What the files had when they were last read.</summary>
    internal Definitions Files => _files;

    /// <summary>Reads every file.</summary>
    /// <param name="previous">The snapshot in use: definitions that did not change keep their date.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<Result> LoadAsync(RegistrySnapshot? previous, CancellationToken cancel)
    {
        var faults = new List<RegistryFault>();
        var dates = new ChangeDates(previous);
        var intents = new List<IntentDefinition>();
        foreach (var file in options.Value.Intents)
        {
            var (read, date) = await ReadAsync(file, RegistryFile.ReadIntents, faults, cancel);
            intents.AddRange(read.Select(intent => dates.Apply(intent, date)));
        }

        var components = new List<ComponentDefinition>();
        foreach (var file in options.Value.Components)
        {
            var (read, _) = await ReadAsync(file, RegistryFile.ReadComponents, faults, cancel);
            components.AddRange(read);
        }

        var files = new Definitions(intents, components, faults);
        _files = files;
        var all = files.With(stored?.Current?.Rows ?? []);
        var failed = all.Faults.Any(fault => fault.Severity is FaultSeverity.Error);
        return new(failed ? null : new RegistrySnapshot(all.Intents, all.Components, time.GetUtcNow()), all.Faults);
    }

    private async Task<(List<T> Definitions, DateTimeOffset Date)> ReadAsync<T>(
        string file,
        Func<ReadOnlyMemory<byte>, FileFaults, List<T>> read,
        List<RegistryFault> faults,
        CancellationToken cancel
    )
    {
        var path = FullPath(file);
        var found = new FileFaults(file);
        var definitions = new List<T>();
        try
        {
            definitions = read(await File.ReadAllBytesAsync(path, cancel), found);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            found.Error(
                "",
                fault is FileNotFoundException or DirectoryNotFoundException
                    ? "the file does not exist"
                    : "the file cannot be read"
            );
        }

        faults.AddRange(found.All);
        return (definitions, new DateTimeOffset(File.GetLastWriteTimeUtc(path)));
    }

    private string FullPath(string file) => Path.GetFullPath(file, environment.ContentRootPath);
}
