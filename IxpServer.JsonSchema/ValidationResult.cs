using System.Text.Json;

namespace IxpServer.JsonSchema;

/// <summary>What one validation found.</summary>
public sealed class ValidationResult
{
    internal static readonly ValidationResult Valid = new([]);

    internal ValidationResult(IReadOnlyList<ValidationFault> faults) => Faults = faults;

    /// <summary>Whether the instance satisfies the schema.</summary>
    public bool IsValid => Faults.Count == 0;

    /// <summary>Every fault, in the order of the instance; empty when it is valid.</summary>
    public IReadOnlyList<ValidationFault> Faults { get; }

    /// <summary>Writes the output format "basic" (JSON Schema Core 2020-12, section 12.4.2).</summary>
    /// <param name="writer">Where one object is written.</param>
    public void WriteBasicOutput(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteBoolean("valid"u8, IsValid);
        if (!IsValid)
        {
            writer.WriteStartArray("errors"u8);
            foreach (var fault in Faults)
            {
                writer.WriteStartObject();
                writer.WriteString("keywordLocation"u8, fault.KeywordLocation);
                writer.WriteString("absoluteKeywordLocation"u8, fault.AbsoluteKeywordLocation);
                writer.WriteString("instanceLocation"u8, fault.InstanceLocation);
                writer.WriteString("error"u8, fault.Message);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
