using Microsoft.Extensions.Options;

namespace IxpServer.Api.Registry;

/// <summary>Reads all registry files into one snapshot, or says everything that is wrong with them.</summary>
public sealed class RegistryLoader(IOptions<RegistryOptions> options, IHostEnvironment environment, TimeProvider time)
{
    /// <summary>What a load gave.</summary>
    /// <param name="Snapshot">The new snapshot; null when some file has an error.</param>
    /// <param name="Faults">Errors and warnings, in file order.</param>
    public sealed record Result(RegistrySnapshot? Snapshot, IReadOnlyList<RegistryFault> Faults);

    /// <summary>The files, with full paths.</summary>
    internal IEnumerable<string> Paths => options.Value.Intents.Concat(options.Value.Components).Select(FullPath);

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

        faults.AddRange(CrossChecks.Run(intents, components));
        var failed = faults.Exists(fault => fault.Severity is FaultSeverity.Error);
        return new(failed ? null : new RegistrySnapshot(intents, components, time.GetUtcNow()), faults);
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
