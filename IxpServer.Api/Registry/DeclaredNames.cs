namespace IxpServer.Api.Registry;

/// <summary>
/// The names that files declare, those of broken definitions too: whoever refers to one of these has made no mistake.
/// </summary>
internal sealed class DeclaredNames
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private bool _isPartial;

    /// <summary>Adds what a file declares.</summary>
    internal void Add(FileFaults file)
    {
        _names.UnionWith(file.Names);
        _isPartial |= file.IsUnread;
    }

    /// <summary>These and more.</summary>
    internal DeclaredNames With(IEnumerable<string> names)
    {
        var all = new DeclaredNames { _isPartial = _isPartial };
        all._names.UnionWith(_names);
        all._names.UnionWith(names);
        return all;
    }

    /// <summary>These without some.</summary>
    internal DeclaredNames Without(IEnumerable<string> names)
    {
        var rest = With([]);
        rest._names.ExceptWith(names);
        return rest;
    }

    /// <summary>Whether no file declares the name. Nobody can say so while some file cannot be read.</summary>
    internal bool Lack(string name) => !_isPartial && !_names.Contains(name);
}
