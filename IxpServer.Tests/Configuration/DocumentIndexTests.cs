using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Configuration;

/// <summary>A page that no index leads to is not found, and a record without a status says nothing of today.</summary>
public sealed class DocumentIndexTests
{
    private const string Index = "README.md";

    [Theory]
    [InlineData("docs")]
    [InlineData("docs/decisions")]
    public void Every_page_is_in_the_index_of_its_folder(string folder)
    {
        var index = File.ReadAllText(Path.Combine(Repository.Root, folder, Index));
        var pages = Pages(folder);

        Assert.InRange(pages.Count, 10, 100);
        Assert.All(pages, page => Assert.Contains($"]({Path.GetFileName(page)})", index));
    }

    [Fact]
    public void Every_record_has_its_number_once_its_title_and_its_status()
    {
        var records = Pages("docs/decisions");

        Assert.All(
            records,
            record =>
            {
                var lines = File.ReadAllLines(record);
                Assert.StartsWith($"# {Path.GetFileName(record)[..4]}: ", lines[0]);
                Assert.StartsWith("**Status:** ", lines[2]);
            }
        );
        Assert.Equal(records.Count, records.Select(record => Path.GetFileName(record)[..4]).Distinct().Count());
    }

    private static List<string> Pages(string folder) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md")
                .Where(page => Path.GetFileName(page) is not Index),
        ];
}
