using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry;

/// <summary>
/// Reads definitions out of files, rows and requests, each once: its schema is compiled and its checks are made again only
/// when its text is another. Nothing is kept that nobody else holds.
/// </summary>
internal static class DefinitionReader
{
    private const int MinSweep = 1_000;

    private static readonly ConcurrentDictionary<TextKey, WeakReference<ReadDefinition>> Known = new();
    private static int _sweepAt = MinSweep;

    /// <param name="kind">One of <see cref="DefinitionKinds"/>.</param>
    /// <param name="name">A component's name; an intent has its own among its members.</param>
    /// <param name="json">The definition; its document may be disposed afterwards.</param>
    internal static ReadDefinition Read(string kind, string? name, JsonElement json)
    {
        var key = new TextKey(
            kind,
            name,
            MemoryMarshal.Read<UInt128>(SHA256.HashData(JsonMarshal.GetRawUtf8Value(json)))
        );
        if (Known.TryGetValue(key, out var weak) && weak.TryGetTarget(out var known))
        {
            return known;
        }

        var faults = new FileFaults("");
        IDefinition? definition =
            kind is DefinitionKinds.Intent
                ? IntentReader.Read(json, faults)
                : ComponentReader.Read(name!, json, faults);
        var read = new ReadDefinition(definition, faults.All);
        Known[key] = new(read);
        Sweep();
        return read;
    }

    /// <summary>Clears away what is left of definitions that are gone, before it is as much as the rest.</summary>
    private static void Sweep()
    {
        if (Known.Count < Volatile.Read(ref _sweepAt))
        {
            return;
        }

        foreach (var entry in Known)
        {
            if (!entry.Value.TryGetTarget(out _))
            {
                Known.TryRemove(entry);
            }
        }

        Volatile.Write(ref _sweepAt, Math.Max(MinSweep, Known.Count * 2));
    }

    /// <param name="Kind">The kind.</param>
    /// <param name="Name">The name, where it is no part of the text.</param>
    /// <param name="Digest">Half of the text's SHA-256.</param>
    private readonly record struct TextKey(string Kind, string? Name, UInt128 Digest);
}

/// <summary>What a text was found to define, wherever it stands.</summary>
/// <param name="Definition">The definition; null when it cannot be used at all.</param>
/// <param name="Faults">What is wrong with it, each with its place within the definition.</param>
internal sealed record ReadDefinition(IDefinition? Definition, IReadOnlyList<RegistryFault> Faults)
{
    internal bool HasErrors => Faults.Any(fault => fault.Severity is FaultSeverity.Error);

    /// <summary>The faults of the definition at this place.</summary>
    internal IEnumerable<RegistryFault> FaultsAt(DefinitionLocation place) =>
        Faults.Select(fault => fault with { File = place.File, Pointer = place.Pointer + fault.Pointer });
}
