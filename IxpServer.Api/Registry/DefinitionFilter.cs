using System.Text;
using IxpServer.Api.Http;

namespace IxpServer.Api.Registry;

/// <summary>
/// Reads the filters of a list out of a query. Queries that mean the same have the same <see cref="Key"/>, in whatever
/// order and however often they say it; parameters that nobody reads have no part in it.
/// </summary>
internal sealed class DefinitionFilter(IQueryCollection query)
{
    private readonly StringBuilder _key = new();

    /// <summary>What is wrong with the parameters read so far.</summary>
    internal IxpError? Error { get; private set; }

    /// <summary>Stands for what was read so far; empty when nothing is filtered.</summary>
    internal string Key => _key.ToString();

    /// <summary>Whether every version is wanted.</summary>
    internal bool ReadAllVersions()
    {
        var value = query["versions"].ToString();
        if (value is not ("" or "all" or "latest"))
        {
            Error = IxpError.InvalidRequest("versions must be all or latest");
        }

        if (value is "all")
        {
            AddToKey("versions", value);
        }

        return value is "all";
    }

    /// <summary>What a flag must be; null when both will do.</summary>
    internal bool? ReadFlag(string name)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return null;
        }

        if (!bool.TryParse(text, out var value))
        {
            Error = IxpError.InvalidRequest($"{name} must be true or false");
        }

        AddToKey(name, value ? "true" : "false");
        return value;
    }

    /// <summary>The texts of which one must be met; null when any will do.</summary>
    internal IReadOnlySet<string>? ReadTexts(string name, bool ignoresCase)
    {
        if (!query.TryGetValue(name, out var values))
        {
            return null;
        }

        var texts = values
            .Select(value => (ignoresCase ? value?.ToUpperInvariant() : value) ?? "")
            .ToHashSet(ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var text in texts.Order(StringComparer.Ordinal))
        {
            AddToKey(name, text);
        }

        return texts;
    }

    /// <summary>With its length before it no text can pass for another filter.</summary>
    private void AddToKey(string name, string value) => _key.Append($"{name}={value.Length}:{value};");
}
