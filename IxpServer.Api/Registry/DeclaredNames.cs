using IxpServer.Api.Registry.Stored;

namespace IxpServer.Api.Registry;

/// <summary>
/// The names of one kind that are declared, those of broken definitions too: whoever refers to one of these has made no
/// mistake.
/// </summary>
internal sealed class DeclaredNames
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private bool _isPartial;

    internal static DeclaredNames Of(
        string kind,
        IEnumerable<IDefinition> definitions,
        IEnumerable<FileContent> files,
        IEnumerable<StoredRow> rows
    )
    {
        var all = new DeclaredNames();
        all._names.UnionWith(definitions.Select(definition => definition.Name));
        foreach (var file in files.Where(file => file.Kind == kind))
        {
            all._names.UnionWith(file.Faults.Names.Except(file.Definitions.Select(definition => definition.Name)));
            all._isPartial |= file.Faults.IsUnread;
        }

        var broken = rows.Where(row => row.Key.Kind == kind && row is { IsDeleted: false, Definition: null });
        all._names.UnionWith(broken.Select(row => row.Key.Name));
        return all;
    }

    /// <summary>Whether nobody declares the name. Nobody can say so while some file cannot be read.</summary>
    internal bool Lack(string name) => !_isPartial && !_names.Contains(name);
}
