using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using IxpServer.JsonSchema.Compilation;

namespace IxpServer.JsonSchema;

/// <summary>
/// Schemas that others may refer to by URI. The drafts' own meta-schemas need not be added. Safe for concurrent use;
/// a schema compiled earlier does not see later additions.
/// </summary>
public sealed class SchemaStore
{
    private readonly ConcurrentDictionary<string, JsonElement> schemas = new(StringComparer.Ordinal);

    /// <summary>Adds a schema, or replaces the one with the same URI.</summary>
    /// <param name="uri">The URI it is found under, without a fragment (an empty one is ignored).</param>
    /// <param name="schema">The schema; a copy is kept, so its document may be disposed.</param>
    /// <exception cref="ArgumentException"><paramref name="uri"/> is empty or has a fragment.</exception>
    public void Add(string uri, JsonElement schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        var (document, fragment) = UriReference.SplitFragment(uri);
        if (fragment.Length > 0 || document.Length == 0)
        {
            throw new ArgumentException("A stored schema's URI has no fragment.", nameof(uri));
        }

        schemas[UriReference.Normalize(document)] = schema.Clone();
    }

    /// <summary>Finds a schema by its URI.</summary>
    /// <param name="uri">The URI, without a fragment.</param>
    /// <param name="schema">The schema as it was added.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string uri, [MaybeNullWhen(false)] out JsonElement schema) =>
        schemas.TryGetValue(UriReference.Normalize(uri), out schema);
}
