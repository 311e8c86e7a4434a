using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry;

/// <summary>Reads one registry file whole: every definition it has, or every fault.</summary>
internal static class RegistryFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads <c>{"intents":[…]}</c>.</summary>
    internal static IReadOnlyList<FileEntry> ReadIntents(ReadOnlyMemory<byte> bytes, FileFaults faults)
    {
        using var document = Parse(bytes, faults);
        return document is not null && TryGetRoot(document, "intents", JsonValueKind.Array, faults, out var list)
            ? [.. list.EnumerateArray().Select((item, index) => ReadIntent(item, $"/intents/{index}", faults))]
            : [];
    }

    /// <summary>Reads <c>{"components":{"Name":{…}}}</c>; a name with several versions has an array of them.</summary>
    internal static IReadOnlyList<FileEntry> ReadComponents(ReadOnlyMemory<byte> bytes, FileFaults faults)
    {
        using var document = Parse(bytes, faults);
        return document is not null && TryGetRoot(document, "components", JsonValueKind.Object, faults, out var map)
            ? [.. map.EnumerateObject().SelectMany(member => ReadVersions(member.Name, member.Value, faults))]
            : [];
    }

    /// <summary>The versions in <c>"Name":{…}</c> or <c>"Name":[{…},{…}]</c>, each with its place.</summary>
    internal static IEnumerable<(JsonElement Json, string Pointer)> Versions(
        string name,
        JsonElement json,
        FileFaults faults
    )
    {
        var pointer = $"/components/{JsonReading.PointerToken(name)}";
        if (name is { Length: 0 or > 200 } or "." or "..")
        {
            faults.Error(pointer, "a component's name must have between 1 and 200 characters, and not be . or ..");
            return [];
        }

        return json.ValueKind is JsonValueKind.Array
            ? json.EnumerateArray().Select((version, index) => (version, $"{pointer}/{index}"))
            : [(json, pointer)];
    }

    private static FileEntry ReadIntent(JsonElement json, string pointer, FileFaults faults)
    {
        faults.Declare(json.ValueKind is JsonValueKind.Object ? json.Text("name") : null);
        return Entry(DefinitionReader.Read(DefinitionKinds.Intent, null, json), pointer, faults);
    }

    private static IEnumerable<FileEntry> ReadVersions(string name, JsonElement json, FileFaults faults)
    {
        faults.Declare(name);
        return Versions(name, json, faults)
            .Select(version =>
                Entry(DefinitionReader.Read(DefinitionKinds.Component, name, version.Json), version.Pointer, faults)
            );
    }

    private static FileEntry Entry(ReadDefinition read, string pointer, FileFaults faults)
    {
        faults.Add(read, pointer);
        return new FileEntry(read, pointer);
    }

    /// <summary>Parses strictly; null, with a fault, when it is no JSON that a server can hold.</summary>
    internal static JsonDocument? Parse(ReadOnlyMemory<byte> bytes, FileFaults faults)
    {
        bytes = JsonReading.WithoutMark(bytes);
        try
        {
            if (LoneSurrogates.Find(bytes.Span) is { } pointer)
            {
                faults.Unread(
                    pointer,
                    "has text with a lone surrogate: an escape \\uD800 to \\uDFFF without its other half"
                );
                return null;
            }

            return JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException fault)
        {
            var place = fault.LineNumber is { } line ? $" (line {line + 1}, byte {fault.BytePositionInLine + 1})" : "";
            faults.Unread("", $"is not valid JSON{place}: {fault.Message.Split(" LineNumber:")[0]}");
            return null;
        }
    }

    private static bool TryGetRoot(
        JsonDocument document,
        string name,
        JsonValueKind kind,
        FileFaults faults,
        out JsonElement value
    )
    {
        value = default;
        var root = document.RootElement;
        if (root.ValueKind is JsonValueKind.Object && root.TryGetProperty(name, out value) && value.ValueKind == kind)
        {
            return true;
        }

        var shape = kind is JsonValueKind.Array ? "[…]" : "{…}";
        faults.Unread("", $"must be an object with a member \"{name}\": {shape}");
        return false;
    }
}

/// <summary>What a file has at one place.</summary>
/// <param name="Read">What was read there.</param>
/// <param name="Pointer">The place.</param>
internal readonly record struct FileEntry(ReadDefinition Read, string Pointer);
