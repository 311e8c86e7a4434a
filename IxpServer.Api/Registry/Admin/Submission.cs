using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Api.Registry.Stored;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Admin;

/// <summary>A definition that somebody wishes to publish, read and found to be one.</summary>
/// <param name="Key">Its kind, name and version.</param>
/// <param name="Document">What is kept: the definition in the files' format, without its key there.</param>
/// <param name="Definition">What was read of it.</param>
internal sealed record Submission(VersionKey Key, JsonElement Document, ReadDefinition Definition)
{
    /// <summary>The largest definition, in bytes of UTF-8 without insignificant white space.</summary>
    internal const int MaxDocument = 256 * 1024;

    private const int MaxName = 200;

    /// <summary>Reads an intent; null when it has faults.</summary>
    internal static Submission? Intent(JsonElement json, string pointer, FileFaults faults) =>
        Read(DefinitionKinds.Intent, null, JsonElement.Parse(JsonReading.Write(json.WriteTo)), pointer, faults);

    /// <summary>Reads a component with its name among its members; null when it has faults.</summary>
    internal static Submission? Component(JsonElement json, string pointer, FileFaults faults)
    {
        if (json.ValueKind is JsonValueKind.Object && json.Text("name") is { Length: > 0 } name)
        {
            return Component(name, json, pointer, faults);
        }

        faults.Error($"{pointer}/name", "must be the component's name");
        return null;
    }

    /// <summary>Reads a component of this name; null when it has faults.</summary>
    internal static Submission? Component(string name, JsonElement json, string pointer, FileFaults faults) =>
        Read(
            DefinitionKinds.Component,
            name,
            json.ValueKind is JsonValueKind.Object ? Without(json, member => member.NameEquals("name")) : json,
            pointer,
            faults
        );

    /// <summary>A row for it. A definition that says it is deprecated begins as that.</summary>
    internal RegistryDefinition ToRow() =>
        new()
        {
            Kind = Key.Kind,
            Name = Key.Name,
            Version = Key.Version,
            Status = Document.Flag("deprecated") ? DefinitionStatuses.Deprecated : DefinitionStatuses.Active,
            Document = Document.GetRawText(),
        };

    /// <summary>Whether a row has the same content: all but the members that tell of its life.</summary>
    internal bool IsContentOf(RegistryDefinition row)
    {
        using var document = JsonDocument.Parse(row.Document);
        return document.RootElement.ValueKind is JsonValueKind.Object
            && JsonElement.DeepEquals(Content(document.RootElement), Content(Document));
    }

    /// <summary>Where a row that is there already would stand if this were said of it.</summary>
    internal Lifecycle Over(RegistryDefinition row)
    {
        using var document = JsonDocument.Parse(row.Document);
        var shown = Lifecycle.Of(row).Show(document.RootElement);
        var isDeprecated = Document.Flag("deprecated");
        var status = isDeprecated ? DefinitionStatuses.Deprecated : DefinitionStatuses.Active;
        if (!isDeprecated)
        {
            return row.Status == status ? Lifecycle.Of(row) : new Lifecycle(status);
        }

        return new Lifecycle(
            status,
            Changed(shown.Text("deprecationMessage"), Document.Text("deprecationMessage")) ?? row.StatusMessage,
            Changed(shown.Text("replacedBy"), Document.Text("replacedBy")) ?? row.Replacement,
            shown.Time("sunset") == Document.Time("sunset")
                ? row.SunsetAt
                : Document.Time("sunset")?.UtcDateTime ?? row.SunsetAt
        );
    }

    private static string? Changed(string? before, string? after) => before == after ? null : after;

    /// <summary>Reads what will be the row's text, so that the row need not be read again.</summary>
    private static Submission? Read(string kind, string? name, JsonElement document, string pointer, FileFaults faults)
    {
        var read = DefinitionReader.Read(kind, name, document);
        faults.Add(read, pointer);
        if (read.Definition is not { } definition)
        {
            return null;
        }

        var fault = NameFault(definition.Name);
        if (fault is not null)
        {
            faults.Error($"{pointer}/name", fault);
        }
        else if (definition.Version.Metadata.Length > 0)
        {
            faults.Error($"{pointer}/version", "must not have build metadata (+…), which does not tell versions apart");
        }
        else if (JsonMarshal.GetRawUtf8Value(document).Length > MaxDocument)
        {
            faults.Error(pointer, $"a definition must not be larger than {MaxDocument / 1024} KB");
        }
        else
        {
            return new Submission(definition.Key, document, read);
        }

        return null;
    }

    /// <summary>A name is part of an address here, and is read by people.</summary>
    private static string? NameFault(string name) =>
        name.Length > MaxName ? $"must have at most {MaxName} characters"
        : name is "." or ".." || name.Contains('/', StringComparison.Ordinal)
            ? "must not contain a slash, nor be . or .."
        : name.Any(char.IsControl) || name != name.Trim()
            ? "must not contain control characters, nor begin or end with a space"
        : null;

    private static JsonElement Content(JsonElement json) => Without(json, Lifecycle.Owns);

    private static JsonElement Without(JsonElement json, Func<JsonProperty, bool> isLeftOut) =>
        JsonElement.Parse(JsonReading.Write(writer => WriteWithout(writer, json, isLeftOut)));

    private static void WriteWithout(Utf8JsonWriter writer, JsonElement json, Func<JsonProperty, bool> isLeftOut)
    {
        writer.WriteStartObject();
        foreach (var member in json.EnumerateObject().Where(member => !isLeftOut(member)))
        {
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
