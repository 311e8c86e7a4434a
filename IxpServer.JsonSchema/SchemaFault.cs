namespace IxpServer.JsonSchema;

/// <summary>One thing that is wrong with a schema itself, found when it is compiled.</summary>
/// <param name="Pointer">
/// JSON Pointer (RFC 6901) into the schema document; for a schema from the store, its URI, "#" and the pointer.
/// </param>
/// <param name="Message">What is wrong, in English.</param>
public sealed record SchemaFault(string Pointer, string Message);

/// <summary>Thrown by <see cref="CompiledSchema.Compile"/> when a schema has faults.</summary>
public sealed class SchemaException : Exception
{
    /// <summary>Makes an exception that carries faults.</summary>
    /// <param name="faults">The faults, at least one.</param>
    public SchemaException(IReadOnlyList<SchemaFault> faults)
        : base(Describe(faults)) => Faults = faults;

    /// <summary>Every fault found.</summary>
    public IReadOnlyList<SchemaFault> Faults { get; }

    private static string Describe(IReadOnlyList<SchemaFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return "Invalid JSON Schema: "
            + string.Join("; ", faults.Select(fault => $"'{fault.Pointer}' {fault.Message}"));
    }
}
