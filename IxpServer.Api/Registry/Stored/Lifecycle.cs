using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Stored;

/// <summary>Where one version stands in its life: all of it that can change.</summary>
/// <param name="Status">One of <see cref="DefinitionStatuses"/>.</param>
/// <param name="Message">What is told to those who still use a deprecated one.</param>
/// <param name="Replacement">The name of what takes its place.</param>
/// <param name="Sunset">When a deprecated one ends, UTC.</param>
internal sealed record Lifecycle(
    string Status,
    string? Message = null,
    string? Replacement = null,
    DateTime? Sunset = null
)
{
    internal static readonly Lifecycle Deleted = new(DefinitionStatuses.Deleted);

    /// <summary>The members of a definition that say the same. They are no part of what is immutable.</summary>
    private static readonly string[] Members = ["deprecated", "deprecationMessage", "replacedBy", "sunset"];

    internal bool IsDeprecated => Status is DefinitionStatuses.Deprecated;

    internal static Lifecycle Of(RegistryDefinition row) =>
        new(row.Status, row.StatusMessage, row.Replacement, row.SunsetAt);

    internal void ApplyTo(RegistryDefinition row) =>
        (row.Status, row.StatusMessage, row.Replacement, row.SunsetAt) = (Status, Message, Replacement, Sunset);

    /// <summary>Whether a member tells of the lifecycle rather than of the definition.</summary>
    internal static bool Owns(JsonProperty member) => Members.Contains(member.Name, StringComparer.Ordinal);

    /// <summary>The definition as it is served: what was said of a deprecated one wins over what its author wrote.</summary>
    internal JsonElement Show(JsonElement definition)
    {
        // Whatever else stands in a row is shown as it is.
        if (definition.ValueKind is not JsonValueKind.Object)
        {
            return definition.Clone();
        }

        if (definition.Flag("deprecated") == IsDeprecated && Message is null && Replacement is null && Sunset is null)
        {
            return definition.Clone();
        }

        return JsonElement.Parse(JsonReading.Write(writer => Write(writer, definition)));
    }

    private void Write(Utf8JsonWriter writer, JsonElement definition)
    {
        writer.WriteStartObject();
        foreach (var member in definition.EnumerateObject())
        {
            var isReplaced = member.Name switch
            {
                "deprecated" => true,
                "deprecationMessage" => IsDeprecated && Message is not null,
                "replacedBy" => IsDeprecated && Replacement is not null,
                "sunset" => IsDeprecated && Sunset is not null,
                _ => false,
            };
            if (!isReplaced)
            {
                member.WriteTo(writer);
            }
        }

        if (IsDeprecated)
        {
            writer.WriteBoolean("deprecated", true);
            WriteText("deprecationMessage", Message);
            WriteText("replacedBy", Replacement);
            WriteText("sunset", Sunset is { } sunset ? Timestamps.Format(new DateTimeOffset(sunset)) : null);
        }

        writer.WriteEndObject();

        void WriteText(string name, string? value)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }
    }
}
