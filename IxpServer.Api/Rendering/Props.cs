using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Api.Registry;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Rendering;

/// <summary>Joins what props are made of, and checks what becomes of it.</summary>
internal static class Props
{
    /// <summary>
    /// Writes an object of the parameters, the provider's data (which wins over a parameter of the same name, in its
    /// place) and the caller's options (which never replace anything).
    /// </summary>
    internal static void WriteMerged(
        Utf8JsonWriter writer,
        JsonElement parameters,
        JsonElement? data,
        JsonElement? options
    )
    {
        var merged = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in parameters.EnumerateObject())
        {
            merged[member.Name] = member.Value;
        }

        foreach (var member in data?.EnumerateObject() ?? default)
        {
            merged[member.Name] = member.Value;
        }

        foreach (var member in options?.EnumerateObject() ?? default)
        {
            merged.TryAdd(member.Name, member.Value);
        }

        writer.WriteStartObject();
        foreach (var (name, value) in merged)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Where a provider's data break the component's schema; null if nowhere. What is missing is no fault of theirs: the
    /// caller's options may have it.
    /// </summary>
    internal static string? FindDataFault(ComponentDefinition component, JsonElement parameters, JsonElement data) =>
        component.Props.AcceptsAnything
            ? null
            : FindFault(
                component,
                JsonReading.Write(writer => WriteMerged(writer, parameters, data, null)),
                fault => fault.Path is [string member, ..] && data.TryGetProperty(member, out _)
            );

    /// <summary>Where props break the component's schema; null if nowhere.</summary>
    /// <param name="component">The component.</param>
    /// <param name="props">The props.</param>
    /// <param name="isMeant">Which faults count; null for all.</param>
    internal static string? FindFault(
        ComponentDefinition component,
        ReadOnlyMemory<byte> props,
        Func<ValidationFault, bool>? isMeant = null
    )
    {
        var schema = component.Props;
        if (schema.AcceptsAnything)
        {
            return null;
        }

        using var document = JsonDocument.Parse(props);
        var result = schema.Validate(document.RootElement);
        var faults = result.Faults.Where(isMeant ?? (_ => true)).ToList();
        return faults.Count is 0
            ? null
            : string.Join("; ", faults.Select(fault => $"{fault.InstanceLocation} ({fault.Keyword})"));
    }
}
