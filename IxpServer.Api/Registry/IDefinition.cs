using IxpServer.JsonSchema;
using Semver;

namespace IxpServer.Api.Registry;

/// <summary>What intents and components have in common: a name, a version and a place in their life.</summary>
public interface IDefinition
{
    /// <summary>The name; several versions may share it.</summary>
    string Name { get; }

    /// <summary>The semantic version.</summary>
    SemVersion Version { get; }

    /// <summary>Its kind, name and version, of which there can be only one.</summary>
    VersionKey Key { get; }

    /// <summary>Whether the definition is still offered.</summary>
    DefinitionStatus Status { get; }

    /// <summary>Where it is defined.</summary>
    DefinitionLocation Location { get; }

    /// <summary>What its parameters or props must satisfy.</summary>
    CompiledSchema Schema { get; }

    /// <summary>The definition as it is sent: UTF-8, without insignificant white space.</summary>
    ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>When it last changed, as far as the server can know.</summary>
    DateTimeOffset LastUpdated { get; }

    /// <summary>The same, defined at this place, which last changed then.</summary>
    IDefinition At(DefinitionLocation location, DateTimeOffset lastUpdated);
}

/// <summary>A place in a registry file, or in the database.</summary>
/// <param name="File">The file's path as configured.</param>
/// <param name="Pointer">The JSON Pointer of the definition.</param>
public sealed record DefinitionLocation(string File, string Pointer)
{
    /// <summary>The place of a definition that has only been read so far.</summary>
    internal static readonly DefinitionLocation None = new("", "");
}
