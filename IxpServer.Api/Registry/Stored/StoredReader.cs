using System.Text;
using System.Text.Json;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Stored;

/// <summary>Reads the database's rows as if they stood in a file.</summary>
internal sealed class StoredReader
{
    /// <summary>What faults give as the file.</summary>
    internal const string Source = "database";

    private readonly FileFaults _faults = new(Source);
    private readonly List<IntentDefinition> _intents = [];
    private readonly List<ComponentDefinition> _components = [];
    private readonly HashSet<VersionKey> _keys = [];
    private readonly List<VersionKey> _broken = [];

    internal StoredReader(IReadOnlyList<RegistryDefinition> rows)
    {
        foreach (var row in rows)
        {
            if (!_keys.Add(VersionKey.Of(row)))
            {
                _faults.Error(Pointer(row), "is there twice, with its version in two forms");
            }
            else if (row.Status is not DefinitionStatuses.Deleted && !TryRead(row))
            {
                _broken.Add(VersionKey.Of(row));
            }
        }
    }

    /// <summary>Every name and version that has a row, deleted ones too.</summary>
    internal IReadOnlySet<VersionKey> Keys => _keys;

    internal IReadOnlyList<IntentDefinition> Intents => _intents;

    internal IReadOnlyList<ComponentDefinition> Components => _components;

    internal IReadOnlyList<RegistryFault> Faults => _faults.All;

    /// <summary>The names of rows that cannot be read.</summary>
    internal IEnumerable<string> BrokenNames(string kind) =>
        _broken.Where(key => key.Kind == kind).Select(key => key.Name);

    /// <summary>Where a row's faults are told to be: <c>/intents/show_weather/1.2.0</c>.</summary>
    internal static string Pointer(string kind, string name, string version) =>
        $"/{kind}s/{JsonReading.PointerToken(name)}/{JsonReading.PointerToken(version)}";

    private static string Pointer(RegistryDefinition row) => Pointer(row.Kind, row.Name, row.Version);

    private bool TryRead(RegistryDefinition row)
    {
        var pointer = Pointer(row);
        using var document = RegistryFile.Parse(Encoding.UTF8.GetBytes(row.Document), _faults);
        if (document is null || document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            _faults.Error(pointer, "is no definition");
            return false;
        }

        var json = Lifecycle.Of(row).Show(document.RootElement);
        IDefinition? definition =
            row.Kind is DefinitionKinds.Intent
                ? IntentReader.Read(json, pointer, _faults)
                : ComponentReader.Read(row.Name, json, pointer, _faults);
        if (definition is null)
        {
            return false;
        }

        if (VersionKey.Of(row.Kind, definition) != VersionKey.Of(row))
        {
            _faults.Error(pointer, $"defines {VersionKey.Of(row.Kind, definition)} instead");
            return false;
        }

        if (definition is IntentDefinition intent)
        {
            _intents.Add(intent with { LastUpdated = new DateTimeOffset(row.UpdatedAt) });
        }
        else
        {
            _components.Add((ComponentDefinition)definition);
        }

        return true;
    }
}
