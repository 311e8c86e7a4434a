using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Registry;

/// <summary>Gathers the faults of one file.</summary>
internal sealed class FileFaults(string file)
{
    private readonly List<RegistryFault> _faults = [];
    private readonly List<string> _names = [];

    internal IReadOnlyList<RegistryFault> All => _faults;

    /// <summary>The names of the file's definitions, broken ones too.</summary>
    internal IReadOnlyList<string> Names => _names;

    /// <summary>Whether the file is so broken that nobody can tell which definitions it has.</summary>
    internal bool IsUnread { get; private set; }

    internal IReadOnlyList<RegistryFault> Errors => [.. _faults.Where(fault => fault.Severity is FaultSeverity.Error)];

    /// <summary>Adds what is wrong with a definition that stands here.</summary>
    internal void Add(ReadDefinition read, string pointer) => _faults.AddRange(read.FaultsAt(new(file, pointer)));

    internal void Error(string pointer, string message) =>
        _faults.Add(new(file, pointer, message, FaultSeverity.Error));

    /// <summary>The part of the registry that is meant cannot work; the rest can.</summary>
    internal void Degraded(string pointer, string message) =>
        _faults.Add(new(file, pointer, message, FaultSeverity.Degraded));

    /// <summary>The file as a whole cannot be used.</summary>
    internal void Unread(string pointer, string message)
    {
        IsUnread = true;
        Error(pointer, message);
    }

    /// <summary>Notes the name of a definition, whether or not it can be used.</summary>
    internal void Declare(string? name)
    {
        if (name is not null)
        {
            _names.Add(name);
        }
    }

    internal void Warning(string pointer, string message) =>
        _faults.Add(new(file, pointer, message, FaultSeverity.Warning));

    /// <summary>Checks a definition against the schema of its kind; false when it cannot be read any further.</summary>
    internal bool Check(JsonElement definition, DefinitionSchema schema)
    {
        if (definition.ValueKind is not JsonValueKind.Object)
        {
            Error("", "a definition must be an object");
            return false;
        }

        foreach (var member in definition.EnumerateObject())
        {
            if (!schema.Knows(member.Name))
            {
                Warning($"/{JsonReading.PointerToken(member.Name)}", "unknown member; it is served as written");
            }
        }

        if (schema.Compiled.IsValid(definition))
        {
            return true;
        }

        foreach (var fault in schema.Compiled.Validate(definition).Faults)
        {
            var missing = fault.Keyword is "required" && fault.Path.Count > 0 ? $"'{fault.Path[^1]}' is missing" : null;
            Error(fault.InstanceLocation, missing ?? fault.Message);
        }

        return false;
    }

    /// <summary>Compiles a schema that a definition contains; null when it has faults.</summary>
    internal CompiledSchema? Compile(JsonElement schema, string pointer, SchemaCache schemas)
    {
        if (schemas.TryCompile(schema, out var compiled, out var faults))
        {
            foreach (var ignored in compiled.FindIgnoredKeywords())
            {
                Warning(pointer + ignored.Pointer, ignored.Message);
            }

            return compiled;
        }

        foreach (var fault in faults)
        {
            Error(pointer + fault.Pointer, fault.Message);
        }

        return null;
    }
}
