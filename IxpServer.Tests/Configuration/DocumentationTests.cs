extern alias MigrationService;

using System.Text.RegularExpressions;
using IxpServer.Api;
using IxpServer.Hosting.Configuration;
using IxpServer.Tests.Support;
using MigrationService::IxpServer.MigrationService;
using Xunit;

namespace IxpServer.Tests.Configuration;

/// <summary>What the documents say is there.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_setting_stands_in_a_table_as_it_is_declared()
    {
        string[] pages = ["configuration.md", "database.md"];
        var rows = pages
            .SelectMany(page => File.ReadLines(Path.Combine(Repository.Root, "docs", page)))
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Replace("`", "").Split('|')[1..^1].Select(cell => cell.Trim()).ToArray())
            .Where(cells => cells.Length > 3)
            .ToList();

        Assert.All(
            Features.Settings.Concat(SettingReader.SettingsOf<AdminAccount>()),
            setting =>
            {
                string[] names =
                [
                    .. new[] { setting.Variable ?? "", Setting.VariableOf(setting.Key) }
                        .Where(name => name.Length > 0)
                        .Distinct(),
                ];
                var row = Assert.Single(rows, row => row.Take(2).Contains(names[^1]));
                string[] declared = [.. names, AllowedOf(setting), setting.Default.Replace("`", "")];
                string[] told = [.. row[..^3].Where(name => name.Length > 0), .. row[^2..]];
                Assert.Equal(declared, told);
            }
        );
    }

    /// <summary>As the tables say it: the rule of a text stands in the words that say what it is for.</summary>
    private static string AllowedOf(Setting setting)
    {
        const string from = "from ";
        return setting.IsSecret ? "secret"
            : setting.Allowed.StartsWith("a whole number", StringComparison.Ordinal)
                ? setting.Allowed[(setting.Allowed.IndexOf(from, StringComparison.Ordinal) + from.Length)..]
            : setting.Allowed.StartsWith("one of ", StringComparison.Ordinal) ? setting.Allowed["one of ".Length..]
            : setting.Allowed is "true or false" ? setting.Allowed
            : "text";
    }

    [Fact]
    public void No_two_settings_have_a_name_in_common()
    {
        Assert.All(Features.Settings.GroupBy(setting => setting.Key), group => Assert.Single(group));
        Assert.All(
            Features.Settings.Where(setting => setting.Variable is not null).GroupBy(setting => setting.Variable),
            group => Assert.Single(group)
        );
    }

    [Fact]
    public void Every_error_code_of_the_server_is_in_the_protocols_table()
    {
        var table = File.ReadAllText(Path.Combine(Repository.Root, "docs", "protocol.md"));
        var codes = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "IxpServer.Api"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file =>
                Regex.Matches(
                    File.ReadAllText(file),
                    @"Status[45]\d\d\w+,\s*""(?<code>[A-Z_]+)""",
                    RegexOptions.ExplicitCapture,
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
        var documents = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
            .Concat(
                Directory
                    .EnumerateDirectories(Repository.Root, "IxpServer.*")
                    .SelectMany(project => Directory.EnumerateFiles(project, "*.md"))
            );
        foreach (var file in documents)
        {
            foreach (Match link in Links().Matches(File.ReadAllText(file)))
            {
                var path = link.Groups["path"].Value;
                var target = path.Length is 0 ? file : Path.Combine(Path.GetDirectoryName(file)!, path);
                Assert.True(Path.Exists(target), $"{Path.GetFileName(file)} links to {path}");
                if (link.Groups["section"] is { Success: true, Value: var section })
                {
                    Assert.True(
                        Sections(target).Contains(section),
                        $"{Path.GetFileName(file)} links to {path}#{section}"
                    );
                }
            }
        }
    }

    /// <summary>The headings of a page, as links name them.</summary>
    private static IEnumerable<string> Sections(string page) =>
        File.ReadLines(page)
            .Where(line => line.StartsWith('#'))
            .Select(line => NotInNames().Replace(line.TrimStart('#', ' '), "").ToLowerInvariant().Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#\s]*)(#(?<section>[^)]*))?\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Links();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 1_000)]
    private static partial Regex NotInNames();

    [Fact]
    public void Every_test_that_the_security_page_names_is_there()
    {
        string[] projects = ["IxpServer.Tests", "IxpServer.ProcessTests"];
        var sources = projects
            .SelectMany(project =>
                Directory.EnumerateFiles(
                    Path.Combine(Repository.Root, project),
                    "*Tests*.cs",
                    SearchOption.AllDirectories
                )
            )
            .Select(File.ReadAllText)
            .ToList();
        var named = Regex
            .Matches(
                File.ReadAllText(Path.Combine(Repository.Root, "docs", "security.md")),
                "`(?<test>[A-Z][A-Za-z]+Tests\\.[A-Za-z0-9_]+)`",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Select(match => match.Groups["test"].Value)
            .ToList();

        Assert.InRange(named.Count, 30, 200);
        Assert.All(
            named,
            name =>
                Assert.Contains(
                    sources,
                    source =>
                        source.Contains($"class {name.Split('.')[0]}", StringComparison.Ordinal)
                        && source.Contains($" {name.Split('.')[1]}(", StringComparison.Ordinal)
                )
        );
    }
}
