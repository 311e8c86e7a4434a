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

    /// <summary>Whether no file declares the name. Nobody can say so while some file cannot be read.</summary>
    internal bool Lack(string name) => !_isPartial && !_names.Contains(name);
}
