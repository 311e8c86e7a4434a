using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Patterns;

namespace IxpServer.JsonSchema.Validation;

/// <summary>One entry of <c>patternProperties</c>.</summary>
internal sealed record PatternProperty(Pattern Pattern, SchemaNode Schema)
{
    /// <summary>Reads the keyword.</summary>
    public static PatternProperty[] Read(SchemaReader reader)
    {
        var found = new List<PatternProperty>();
        foreach (var (source, schema) in reader.SchemaMap("patternProperties") ?? [])
        {
            var pattern = reader.Compiler.CompilePattern(source, out var error);
            if (error is not null)
            {
                reader.FaultAt(["patternProperties", source], error);
            }
            else
            {
                found.Add(new PatternProperty(pattern!, schema));
            }
        }

        return [.. found];
    }
}
