using System.Xml.Linq;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>Reads what the tests of the container files compare.</summary>
internal static class ContainerFiles
{
    /// <summary>Whether each stands, by itself or without <c>_FILE</c>, in the tables of settings.</summary>
    internal static void AssertDocumented(IEnumerable<string> variables)
    {
        var text = Read("docs", "configuration.md") + Read("docs", "database.md");
        Assert.All(
            variables,
            name =>
                Assert.Contains(
                    $"`{(name.EndsWith("_FILE", StringComparison.Ordinal) && name is not "DATABASE_FILE" ? name[..^5] : name)}`",
                    text
                )
        );
    }

    internal static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path]));

    internal static XDocument Project(string name) =>
        XDocument.Parse(Read($"IxpServer.{name}", $"IxpServer.{name}.csproj"));

    internal static XDocument Properties() => XDocument.Parse(Read("Directory.Build.props"));

    internal static string Property(string name) => Properties().Descendants(name).Single().Value;
}
