using System.Text;
using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Stored;

/// <summary>
/// A row of the database and what it was found to define. One that cannot be used keeps out none of the others: each was
/// published by itself, and what was published by an earlier version need not be what this one takes.
/// </summary>
/// <param name="Row">The row; nobody changes it any more.</param>
/// <param name="Definition">What it defines, or did when it could last be used; null when it never could, or is deleted.</param>
/// <param name="Faults">What is wrong with it by itself.</param>
internal sealed record StoredRow(RegistryDefinition Row, IDefinition? Definition, IReadOnlyList<RegistryFault> Faults)
{
    /// <summary>What faults give as the file.</summary>
    internal const string Source = "database";

    private ReadDefinition? _read;

    /// <summary>Its kind, name and version.</summary>
    internal VersionKey Key { get; } = VersionKey.Of(Row);

    internal bool IsDeleted => Row.Status is DefinitionStatuses.Deleted;

    /// <summary>Where a row's faults are told to be: <c>/intents/show_weather/1.2.0</c>.</summary>
    internal static string Pointer(string kind, string name, string version) =>
        $"/{kind}s/{JsonReading.PointerToken(name)}/{JsonReading.PointerToken(version)}";

    /// <summary>What is told of a row whose key another one has already.</summary>
    internal RegistryFault Twice =>
        new(Source, Place.Pointer, "is there twice, with its version in two forms", FaultSeverity.Error);

    private DefinitionLocation Place => new(Source, Pointer(Row.Kind, Row.Name, Row.Version));

    /// <summary>Reads a row as if it stood in a file.</summary>
    /// <param name="row">The row.</param>
    /// <param name="before">The same as it was read before: while it cannot be used, that stays in use.</param>
    internal static StoredRow Read(RegistryDefinition row, StoredRow? before)
    {
        var stored = new StoredRow(row, null, []);
        if (stored.IsDeleted)
        {
            return stored;
        }

        var faults = new FileFaults(Source);
        var read = stored.ReadDocument(faults);
        var definition = read?.Definition;
        if (definition is not null && definition.Key != stored.Key)
        {
            faults.Error(stored.Place.Pointer, $"defines {definition.Key} instead");
        }

        if (definition is null || faults.Errors.Count > 0)
        {
            return stored with
            {
                Definition = before?.Key == stored.Key ? before.Definition : null,
                Faults = faults.All,
            };
        }

        // The same object where nothing has changed: whoever holds it need not make anything of it again.
        var date = new DateTimeOffset(row.UpdatedAt);
        var isSame = before?._read == read && before?.Definition?.LastUpdated == date && before.Key == stored.Key;
        return stored with
        {
            Definition = isSame ? before!.Definition : definition.At(stored.Place, date),
            Faults = faults.All,
            _read = read,
        };
    }

    private ReadDefinition? ReadDocument(FileFaults faults)
    {
        using var document = RegistryFile.Parse(Encoding.UTF8.GetBytes(Row.Document), faults);
        if (document is null || document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            faults.Error(Place.Pointer, "is no definition");
            return null;
        }

        var read = DefinitionReader.Read(Row.Kind, Row.Name, Lifecycle.Of(Row).Show(document.RootElement));
        faults.Add(read, Place.Pointer);
        return read;
    }
}
