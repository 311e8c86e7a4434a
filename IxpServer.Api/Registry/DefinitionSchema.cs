using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Registry;

/// <summary>The schema that definitions of one kind must satisfy, kept beside this file and embedded.</summary>
internal sealed class DefinitionSchema
{
    internal static readonly DefinitionSchema Intent = new("intent.schema.json");
    internal static readonly DefinitionSchema Component = new("component.schema.json");

    private readonly FrozenSet<string> _members;

    private DefinitionSchema(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var document = JsonDocument.Parse(stream);
        Compiled = CompiledSchema.Compile(document.RootElement, new SchemaOptions { AssertFormats = true });
        _members = document
            .RootElement.GetProperty("properties")
            .EnumerateObject()
            .Select(member => member.Name)
            .ToFrozenSet(StringComparer.Ordinal);
    }

    internal CompiledSchema Compiled { get; }

    /// <summary>Whether the protocol defines a member of this name.</summary>
    internal bool Knows(string member) => _members.Contains(member);
}
