using System.Text.Json;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>The tools' manifest restores on a machine that has none of them yet.</summary>
public sealed class ToolManifestTests
{
    /// <summary>
    /// The SDK looks for every tool after one that comes as a package per platform in that one's package, and finds
    /// nothing (dotnet/sdk#53783). <c>dotnet tool install</c> adds at the end, so this is easily undone.
    /// </summary>
    [Fact]
    public void The_tool_with_a_package_per_platform_is_the_last()
    {
        using var manifest = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Repository.Root, ".config", "dotnet-tools.json"))
        );

        var tools = manifest.RootElement.GetProperty("tools").EnumerateObject().Select(tool => tool.Name);

        Assert.Equal("aspire.cli", tools.Last());
    }
}
