using IxpServer.Api.Configuration;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Configuration;

/// <summary>What the documents say is there.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Every_setting_is_documented_under_both_its_names()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        Assert.All(
            Settings.All,
            setting =>
            {
                Assert.Contains($"`{setting.Variable}`", text);
                Assert.Contains($"`{setting.Key.Replace(":", "__", StringComparison.Ordinal)}`", text);
            }
        );
    }

    [Fact]
    public void Every_link_between_documents_leads_somewhere()
    {
        foreach (
            var file in Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")
                .Append(Path.Combine(Repository.Root, "README.md"))
        )
        {
            foreach (
                System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(
                    File.ReadAllText(file),
                    @"\]\((?!https?:)(?<path>[^)#]+)",
                    System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(1)
                )
            )
            {
                var target = Path.Combine(Path.GetDirectoryName(file)!, link.Groups["path"].Value);
                Assert.True(Path.Exists(target), $"{Path.GetFileName(file)} links to {link.Groups["path"].Value}");
            }
        }
    }
}
