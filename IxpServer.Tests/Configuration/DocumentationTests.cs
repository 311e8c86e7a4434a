using IxpServer.Api.Start;
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
    public void Every_setting_without_a_variable_is_documented_with_its_feature()
    {
        var text = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(File.ReadAllText)
        );
        Assert.All(
            TuningSettings.All,
            setting => Assert.Contains($"`{setting.Key.Replace(":", "__", StringComparison.Ordinal)}`", text)
        );
    }

    [Fact]
    public void Every_error_code_of_the_server_is_in_the_protocols_table()
    {
        var table = File.ReadAllText(Path.Combine(Repository.Root, "docs", "protocol.md"));
        var codes = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "IxpServer.Api"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file =>
                System.Text.RegularExpressions.Regex.Matches(
                    File.ReadAllText(file),
                    @"Status[45]\d\d\w+,\s*""(?<code>[A-Z_]+)""",
                    System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(1)
                )
            )
            .Select(match => match.Groups["code"].Value)
            .ToHashSet(StringComparer.Ordinal);

        Assert.InRange(codes.Count, 10, 50);
        Assert.All(codes, code => Assert.Contains($"`{code}`", table));
    }

    [Fact]
    public void Running_the_migration_service_works_on_the_file_of_the_server_that_is_run()
    {
        var project = System.Xml.Linq.XDocument.Load(
            Path.Combine(Repository.Root, "IxpServer.MigrationService", "IxpServer.MigrationService.csproj")
        );
        var directory = Assert.Single(project.Descendants("RunWorkingDirectory")).Value;

        Assert.Equal(
            Path.Combine(Repository.Root, "IxpServer.Api"),
            Path.GetFullPath(
                directory.Replace(
                    "$(MSBuildProjectDirectory)",
                    Path.Combine(Repository.Root, "IxpServer.MigrationService"),
                    StringComparison.Ordinal
                )
            )
        );
    }

    [Fact]
    public void Every_link_between_documents_leads_somewhere()
    {
        foreach (
            var file in Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
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

    [Fact]
    public void Every_test_that_the_security_page_names_is_there()
    {
        var tests = typeof(DocumentationTests)
            .Assembly.GetTypes()
            .SelectMany(type =>
                type.GetMethods()
                    .Where(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0)
                    .Select(method => $"{type.Name}.{method.Name}")
            )
            .ToHashSet(StringComparer.Ordinal);
        var named = System
            .Text.RegularExpressions.Regex.Matches(
                File.ReadAllText(Path.Combine(Repository.Root, "docs", "security.md")),
                "`(?<test>[A-Z][A-Za-z]+Tests\\.[A-Za-z0-9_]+)`",
                System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Select(match => match.Groups["test"].Value)
            .ToList();

        Assert.InRange(named.Count, 30, 200);
        Assert.All(named, name => Assert.Contains(name, tests));
    }
}
