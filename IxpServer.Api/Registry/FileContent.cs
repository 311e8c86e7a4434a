namespace IxpServer.Api.Registry;

/// <summary>What a registry file held when it was last read.</summary>
/// <param name="Kind">The kind of its definitions.</param>
/// <param name="Definitions">Those that can be read, in its order.</param>
/// <param name="Faults">What is wrong with it.</param>
internal sealed record FileContent(string Kind, IReadOnlyList<IDefinition> Definitions, FileFaults Faults)
{
    /// <summary>When it was last written.</summary>
    public DateTimeOffset Date { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Whether it is there but may not be read, which can pass without a change that could be seen.</summary>
    public bool IsLocked { get; init; }
}
