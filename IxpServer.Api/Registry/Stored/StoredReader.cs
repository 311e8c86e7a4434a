using System.Text;
using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Stored;

/// <summary>
/// Reads the database's rows as if they stood in a file. One that cannot be used keeps out none of the others: each was
/// published by itself, and what was published by an earlier version need not be what this one takes.
/// </summary>
internal sealed class StoredReader
{
    /// <summary>What faults give as the file.</summary>
    internal const string Source = "database";

    private readonly List<RegistryFault> _faults = [];
    private readonly List<IntentDefinition> _intents = [];
    private readonly List<ComponentDefinition> _components = [];
    private readonly HashSet<VersionKey> _keys = [];
    private readonly List<VersionKey> _broken = [];
    private readonly Dictionary<Guid, ReadRow> _read = [];

    /// <param name="rows">All rows.</param>
    /// <param name="known">What is known of rows that were read before: those that did not change are not read again.</param>
    internal StoredReader(IReadOnlyList<RegistryDefinition> rows, IReadOnlyDictionary<Guid, ReadRow> known)
    {
        foreach (var row in rows)
        {
            if (!_keys.Add(VersionKey.Of(row)))
            {
                var faults = new FileFaults(Source);
                faults.Error(Pointer(row), "is there twice, with its version in two forms");
                _faults.AddRange(faults.All);
            }
            else if (row.Status is not DefinitionStatuses.Deleted)
            {
                var before = known.GetValueOrDefault(row.Id);
                Take(before?.IsOf(row) is true ? before with { Row = row } : Read(row, before));
            }
        }
    }

    /// <summary>Every name and version that has a row, deleted ones too.</summary>
    internal IReadOnlySet<VersionKey> Keys => _keys;

    internal IReadOnlyList<IntentDefinition> Intents => _intents;

    internal IReadOnlyList<ComponentDefinition> Components => _components;

    internal IReadOnlyList<RegistryFault> Faults => _faults;

    /// <summary>What was read of each row, for the next time.</summary>
    internal IReadOnlyDictionary<Guid, ReadRow> Known => _read;

    /// <summary>The names of rows that cannot be read.</summary>
    internal IEnumerable<string> BrokenNames(string kind) =>
        _broken.Where(key => key.Kind == kind).Select(key => key.Name);

    /// <summary>Where a row's faults are told to be: <c>/intents/show_weather/1.2.0</c>.</summary>
    internal static string Pointer(string kind, string name, string version) =>
        $"/{kind}s/{JsonReading.PointerToken(name)}/{JsonReading.PointerToken(version)}";

    private static string Pointer(RegistryDefinition row) => Pointer(row.Kind, row.Name, row.Version);

    private void Take(ReadRow read)
    {
        _read.Add(read.Row.Id, read);
        _faults.AddRange(read.Faults);
        switch (read.Definition)
        {
            case IntentDefinition intent:
                _intents.Add(intent);
                break;
            case ComponentDefinition component:
                _components.Add(component);
                break;
            default:
                _broken.Add(VersionKey.Of(read.Row));
                break;
        }
    }

    /// <summary>What a row defines; when it cannot be used, what it did when it last could.</summary>
    private static ReadRow Read(RegistryDefinition row, ReadRow? before)
    {
        var faults = new FileFaults(Source);
        var definition = Read(row, faults);
        if (faults.Errors.Count > 0)
        {
            definition =
                before is not null && VersionKey.Of(before.Row) == VersionKey.Of(row) ? before.Definition : null;
        }

        return new ReadRow(row, definition, faults.All);
    }

    private static IDefinition? Read(RegistryDefinition row, FileFaults faults)
    {
        var pointer = Pointer(row);
        using var document = RegistryFile.Parse(Encoding.UTF8.GetBytes(row.Document), faults);
        if (document is null || document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            faults.Error(pointer, "is no definition");
            return null;
        }

        var json = Lifecycle.Of(row).Show(document.RootElement);
        IDefinition? definition =
            row.Kind is DefinitionKinds.Intent
                ? IntentReader.Read(json, pointer, faults)
                : ComponentReader.Read(row.Name, json, pointer, faults);
        if (definition is not null && VersionKey.Of(row.Kind, definition) != VersionKey.Of(row))
        {
            faults.Error(pointer, $"defines {VersionKey.Of(row.Kind, definition)} instead");
            return null;
        }

        var date = new DateTimeOffset(row.UpdatedAt);
        return definition switch
        {
            IntentDefinition intent => intent with { LastUpdated = date },
            ComponentDefinition component => component with { LastUpdated = date },
            _ => definition,
        };
    }
}

/// <summary>What a row was found to be.</summary>
/// <param name="Row">The row; nobody changes it any more.</param>
/// <param name="Definition">What it defines, or did when it could last be used; null when it never could.</param>
/// <param name="Faults">What is wrong with it by itself.</param>
internal sealed record ReadRow(RegistryDefinition Row, IDefinition? Definition, IReadOnlyList<RegistryFault> Faults)
{
    internal static readonly IReadOnlyDictionary<Guid, ReadRow> None = new Dictionary<Guid, ReadRow>();

    /// <summary>Whether this row would be found to be the same.</summary>
    internal bool IsOf(RegistryDefinition row) =>
        ReferenceEquals(Row, row)
        || (
            Row.UpdatedAt == row.UpdatedAt
            && Row.Kind == row.Kind
            && Row.Name == row.Name
            && Row.Version == row.Version
            && Lifecycle.Of(Row) == Lifecycle.Of(row)
            && Row.Document == row.Document
        );
}
