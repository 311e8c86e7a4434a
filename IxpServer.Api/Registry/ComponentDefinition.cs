using System.Collections.Frozen;
using IxpServer.JsonSchema;
using Semver;

namespace IxpServer.Api.Registry;

/// <summary>A UI component: where its module is, what props it takes, and who may mount it.</summary>
public sealed record ComponentDefinition : IDefinition
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public required SemVersion Version { get; init; }

    /// <inheritdoc/>
    public required VersionKey Key { get; init; }

    /// <inheritdoc/>
    public DefinitionStatus Status { get; init; }

    /// <inheritdoc/>
    public DefinitionLocation Location { get; init; } = DefinitionLocation.None;

    /// <inheritdoc/>
    public CompiledSchema Schema => Props;

    /// <inheritdoc/>
    public required ReadOnlyMemory<byte> Utf8 { get; init; }

    /// <summary>The library it is written with, such as <c>react</c>.</summary>
    public required string Framework { get; init; }

    /// <summary>The module's URL, or its path on this server.</summary>
    public required string RemoteUrl { get; init; }

    /// <summary>The module's export to mount.</summary>
    public required string ExportName { get; init; }

    /// <summary>What the resolved props must satisfy.</summary>
    public required CompiledSchema Props { get; init; }

    /// <summary>Origins whose pages may mount it.</summary>
    public required FrozenSet<string> AllowedOrigins { get; init; }

    /// <summary>The component to use instead of a deprecated one.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>When a deprecated component stops to be served.</summary>
    public DateTimeOffset? Sunset { get; init; }

    /// <summary>The author's own time to live in seconds.</summary>
    public int? Ttl { get; init; }

    /// <summary>The compressed bundle's size as its author states it; null where not stated or not readable.</summary>
    public ByteSize? GzippedSize { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset LastUpdated { get; init; }

    /// <inheritdoc/>
    public IDefinition At(DefinitionLocation location, DateTimeOffset lastUpdated) =>
        this with
        {
            Location = location,
            LastUpdated = lastUpdated,
        };

    /// <summary>Whether a page of this origin may mount the component.</summary>
    /// <param name="origin">The value of an <c>Origin</c> header; <c>null</c> as text is an ordinary value.</param>
    public bool Allows(string origin) => AllowedOrigins.Contains("*") || AllowedOrigins.Contains(origin.TrimEnd('/'));
}
