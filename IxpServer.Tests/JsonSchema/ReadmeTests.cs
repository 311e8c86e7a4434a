using System.Text.Json;
using IxpServer.JsonSchema;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.JsonSchema;

/// <summary>The example of the library's README compiles, and prints what is said there.</summary>
public sealed class ReadmeTests : IDisposable
{
    private StringWriter Console { get; } = new();

    [Fact]
    public void The_example_is_this_code_and_prints_what_it_says()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "IxpServer.JsonSchema", "README.md"));
        var example = readme.Split("```csharp\n")[1].Split("\n```")[0].Split("\n\n", 2)[1];
        Assert.Equal(Lines(example), Lines(Own().Split("\n// README\n")[1]));

        // csharpier-ignore-start
        // README
        var schema = CompiledSchema.Compile(JsonElement.Parse("""
            {"type":"object","required":["city"],"properties":{
              "city":{"type":"string"},"days":{"type":"integer","minimum":1,"default":3}}}
            """));
        using var document = JsonDocument.Parse("""{"days":0}""");
        foreach (var fault in schema.Validate(document.RootElement).Faults)
        {
            Console.WriteLine($"'{fault.InstanceLocation}' {fault.Keyword}: {fault.Message}");
        }
        // README
        // csharpier-ignore-end

        Assert.All(Lines(Console.ToString()), line => Assert.Contains($"`{line}`", readme));
        Assert.Equal(2, Lines(Console.ToString()).Length);
    }

    /// <inheritdoc/>
    public void Dispose() => Console.Dispose();

    private static string Own() =>
        File.ReadAllText(Path.Combine(Repository.Root, "IxpServer.Tests", "JsonSchema", "ReadmeTests.cs"))
            .Replace("        // README\n", "// README\n", StringComparison.Ordinal);

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
