using System.Text.Json;
using IxpServer.Api.Json;

namespace IxpServer.Api.Registry;

/// <summary>Reads one registry file whole: every definition it has, or every fault.</summary>
internal static class RegistryFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads <c>{"intents":[…]}</c>.</summary>
    internal static List<IntentDefinition> ReadIntents(ReadOnlyMemory<byte> bytes, FileFaults faults)
    {
        var intents = new List<IntentDefinition>();
        using var document = Parse(bytes, faults);
        if (document is null || !TryGetRoot(document, "intents", JsonValueKind.Array, faults, out var list))
        {
            return intents;
        }

        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var pointer = $"/intents/{index++}";
            faults.Declare(item.ValueKind is JsonValueKind.Object ? item.Text("name") : null);
            if (IntentReader.Read(item, pointer, faults) is { } intent)
            {
                intents.Add(intent);
            }
        }

        return intents;
    }

    /// <summary>Reads <c>{"components":{"Name":{…}}}</c>; a name with several versions has an array of them.</summary>
    internal static List<ComponentDefinition> ReadComponents(ReadOnlyMemory<byte> bytes, FileFaults faults)
    {
        var components = new List<ComponentDefinition>();
        using var document = Parse(bytes, faults);
        if (document is null || !TryGetRoot(document, "components", JsonValueKind.Object, faults, out var map))
        {
            return components;
        }

        foreach (var member in map.EnumerateObject())
        {
            components.AddRange(ReadVersions(member, faults));
        }

        return components;
    }

    /// <summary>Reads <c>"Name":{…}</c> or <c>"Name":[{…},{…}]</c>.</summary>
    internal static IEnumerable<ComponentDefinition> ReadVersions(JsonProperty member, FileFaults faults)
    {
        var pointer = $"/components/{JsonReading.PointerToken(member.Name)}";
        faults.Declare(member.Name);
        if (member.Name is { Length: 0 or > 200 } or "." or "..")
        {
            faults.Error(pointer, "a component's name must have between 1 and 200 characters, and not be . or ..");
            return [];
        }

        var versions =
            member.Value.ValueKind is JsonValueKind.Array
                ? member.Value.EnumerateArray().Select((json, index) => (json, $"{pointer}/{index}"))
                : [(member.Value, pointer)];
        return versions
            .Select(version => ComponentReader.Read(member.Name, version.Item1, version.Item2, faults))
            .OfType<ComponentDefinition>();
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
