using System.Text;
using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Api.Registry.Stored;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Admin;

/// <summary>A definition that somebody wishes to publish, read and found to be one.</summary>
/// <param name="Key">Its kind, name and version.</param>
/// <param name="Document">What is kept: the definition in the files' format, without its key there.</param>
internal sealed record Submission(VersionKey Key, JsonElement Document)
{
    /// <summary>The largest definition, in bytes of UTF-8 without insignificant white space.</summary>
    internal const int MaxDocument = 256 * 1024;

    private const int MaxName = 200;

    /// <summary>Reads an intent; null when it has faults.</summary>
    internal static Submission? Intent(JsonElement json, string pointer, FileFaults faults) =>
        IntentReader.Read(json, pointer, faults) is { } intent
            ? Take(DefinitionKinds.Intent, intent, pointer, faults)
            : null;

    /// <summary>Reads a component with its name among its members; null when it has faults.</summary>
    internal static Submission? Component(JsonElement json, string pointer, FileFaults faults)
    {
        if (json.ValueKind is JsonValueKind.Object && json.Text("name") is { Length: > 0 } name)
        {
            return ComponentReader.Read(name, json, pointer, faults) is { } component
                ? Component(component, pointer, faults)
                : null;
        }

        faults.Error($"{pointer}/name", "must be the component's name");
        return null;
    }

    /// <summary>Takes a component that has been read; null when it cannot be published.</summary>
    internal static Submission? Component(ComponentDefinition component, string pointer, FileFaults faults) =>
        Take(DefinitionKinds.Component, component, pointer, faults);

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

    private static Submission? Take(string kind, IDefinition definition, string pointer, FileFaults faults)
    {
        var document = kind is DefinitionKinds.Component ? WithoutName(definition.Json) : definition.Json;
        var fault = NameFault(definition.Name);
        if (fault is not null)
        {
            faults.Error($"{pointer}/name", fault);
        }
        else if (definition.Version.Metadata.Length > 0)
        {
            faults.Error($"{pointer}/version", "must not have build metadata (+…), which does not tell versions apart");
        }
        else if (Encoding.UTF8.GetByteCount(document.GetRawText()) > MaxDocument)
        {
            faults.Error(pointer, $"a definition must not be larger than {MaxDocument / 1024} KB");
        }
        else
        {
            var compact = JsonElement.Parse(JsonReading.Write(document.WriteTo));
            return new Submission(VersionKey.Of(kind, definition), compact);
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

    private static JsonElement WithoutName(JsonElement json) =>
        JsonElement.Parse(JsonReading.Write(writer => WriteWithout(writer, json, member => member.NameEquals("name"))));

    private static JsonElement Content(JsonElement json) =>
        JsonElement.Parse(JsonReading.Write(writer => WriteWithout(writer, json, Lifecycle.Owns)));

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
