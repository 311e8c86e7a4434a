using System.IO.Compression;
using IxpServer.Api.Http;
using IxpServer.Api.Json;

namespace IxpServer.Api.Registry;

/// <summary>Writes lists of definitions: <c>{"intents":[…],"version":"1.0.0","timestamp":…}</c>.</summary>
internal static class DefinitionList
{
    /// <summary>The version of the discovery format.</summary>
    internal const string FormatVersion = "1.0.0";

    /// <param name="name">The list's member.</param>
    /// <param name="definitions">What is listed.</param>
    /// <param name="timestamp">When anything of its kind last changed.</param>
    /// <param name="isKept">Whether it is sent so often that compressing it well is worth the time.</param>
    internal static PreparedBody Prepare(
        string name,
        IEnumerable<IDefinition> definitions,
        DateTimeOffset timestamp,
        bool isKept = true
    ) =>
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
            "application/json; charset=utf-8",
            isKept ? CompressionLevel.Optimal : CompressionLevel.Fastest
        );
}
