using IxpServer.Api.Http;

namespace IxpServer.Api.Registry;

/// <summary>Writes lists of definitions: <c>{"intents":[…],"version":"1.0.0","timestamp":…}</c>.</summary>
internal static class DefinitionList
{
    /// <summary>The version of the discovery format.</summary>
    internal const string FormatVersion = "1.0.0";

    internal static PreparedBody Prepare(string name, IEnumerable<IDefinition> definitions, DateTimeOffset timestamp) =>
        new(
            JsonReading.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray(name);
                foreach (var definition in definitions)
                {
                    writer.WriteRawValue(definition.Utf8.Span, skipInputValidation: true);
                }

                writer.WriteEndArray();
                writer.WriteString("version", FormatVersion);
                writer.WriteString("timestamp", Timestamps.Format(timestamp));
                writer.WriteEndObject();
            }),
            "application/json; charset=utf-8"
        );
}
