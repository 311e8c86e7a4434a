namespace IxpServer.Api.Registry;

/// <summary>Something wrong with a registry file.</summary>
/// <param name="File">The file's path as configured.</param>
/// <param name="Pointer">A JSON Pointer (RFC 6901) to the place; empty for the whole file.</param>
/// <param name="Message">What is wrong there and what is expected.</param>
/// <param name="Severity">Whether the file can be used all the same.</param>
public sealed record RegistryFault(string File, string Pointer, string Message, FaultSeverity Severity)
{
    /// <summary>The place as it follows the file's name (RFC 6901 section 6); empty for the whole file.</summary>
    public string Fragment => Pointer.Length > 0 ? $"#{Pointer}" : "";

    /// <inheritdoc/>
    public override string ToString() => $"{File}{Fragment}: {Message}";
}

/// <summary>How much a fault matters.</summary>
public enum FaultSeverity
{
    /// <summary>Worth mending; everything is served as written.</summary>
    Warning,

    /// <summary>Part of the registry cannot work, such as an intent without its component.</summary>
    Degraded,

    /// <summary>What has it is refused: a file as a whole, a row of the database by itself.</summary>
    Error,
}
