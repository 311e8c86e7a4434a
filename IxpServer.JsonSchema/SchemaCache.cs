using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace IxpServer.JsonSchema;

/// <summary>
/// Compiles schemas of the same text once. It keeps none that nobody else uses. Safe for concurrent use.
/// </summary>
public sealed class SchemaCache
{
    private const int LeastSweep = 1_000;

    private readonly ConcurrentDictionary<Key, WeakReference<CompiledSchema>> known = new();
    private readonly SchemaOptions? options;
    private int sweepAt = LeastSweep;

    /// <summary>Makes a cache for schemas that are compiled in the same way.</summary>
    /// <param name="options">Options, or null for <see cref="SchemaOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The options have a store, whose schemas may be replaced.</exception>
    public SchemaCache(SchemaOptions? options = null)
    {
        if (options?.Store is not null)
        {
            throw new ArgumentException("Schemas that refer to a store cannot be shared.", nameof(options));
        }

        this.options = options;
    }

    /// <summary>Like <see cref="CompiledSchema.TryCompile"/>, but gives the schema that was compiled before if it is still in use.</summary>
    /// <param name="schema">The schema; a copy is kept, so its document may be disposed.</param>
    /// <param name="compiled">The compiled schema.</param>
    /// <param name="faults">The faults; empty when it compiled.</param>
    /// <returns>Whether it compiled.</returns>
    public bool TryCompile(
        JsonElement schema,
        [NotNullWhen(true)] out CompiledSchema? compiled,
        out IReadOnlyList<SchemaFault> faults
    )
    {
        faults = [];
        if (schema.ValueKind == JsonValueKind.Undefined)
        {
            return CompiledSchema.TryCompile(schema, options, out compiled, out faults);
        }

        var key = Key.Of(JsonMarshal.GetRawUtf8Value(schema));
        if (known.TryGetValue(key, out var weak) && weak.TryGetTarget(out compiled))
        {
            return true;
        }

        if (!CompiledSchema.TryCompile(schema, options, out compiled, out faults))
        {
            return false;
        }

        known[key] = new WeakReference<CompiledSchema>(compiled);
        Sweep();
        return true;
    }

    // What is left of schemas that are gone is cleared away before it is as much as the rest.
    private void Sweep()
    {
        if (known.Count < Volatile.Read(ref sweepAt))
        {
            return;
        }

        foreach (var entry in known)
        {
            if (!entry.Value.TryGetTarget(out _))
            {
                known.TryRemove(entry);
            }
        }

        Volatile.Write(ref sweepAt, Math.Max(LeastSweep, known.Count * 2));
    }

    /// <summary>The digest of a schema's text: equal ones have the same text.</summary>
    private readonly record struct Key(UInt128 First, UInt128 Second)
    {
        public static Key Of(ReadOnlySpan<byte> text)
        {
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(text, digest);
            var halves = MemoryMarshal.Cast<byte, UInt128>(digest);
            return new Key(halves[0], halves[1]);
        }
    }
}
