using System.Text.Json;
using IxpServer.JsonSchema;
using Xunit;

namespace IxpServer.Tests.JsonSchema;

/// <summary>
/// The official test suite: every required case of every draft that people use, and every optional one, where the suite is
/// here with them, that is not named in <see cref="SuiteExceptions"/>.
/// </summary>
public class SuiteTests
{
    private static readonly Dictionary<string, SchemaDraft> Drafts = new()
    {
        ["draft4"] = SchemaDraft.Draft4,
        ["draft6"] = SchemaDraft.Draft6,
        ["draft7"] = SchemaDraft.Draft7,
        ["draft2019-09"] = SchemaDraft.Draft201909,
        ["draft2020-12"] = SchemaDraft.Draft202012,
    };

    private static readonly Lazy<SchemaStore> Remotes = new(SuiteFiles.LoadRemotes);

    public static TheoryData<string> Files() =>
        [.. SuiteFiles.Root is null ? ["none"] : Drafts.Keys.SelectMany(SuiteFiles.Of)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_the_suite_passes(string file)
    {
        if (SuiteFiles.Root is null)
        {
            Assert.Skip(SuiteFiles.Absent);
        }

        // An exception that has come to pass has no business in the list.
        Assert.Equal(SuiteExceptions.Of(file), Wrong(file));
    }

    [Theory]
    [InlineData("draft4")]
    [InlineData("draft6")]
    [InlineData("draft7")]
    [InlineData("draft2019-09")]
    [InlineData("draft2020-12")]
    public void A_schema_says_the_same_in_the_words_of_2020_12(string draft)
    {
        if (SuiteFiles.Root is null)
        {
            Assert.Skip(SuiteFiles.Absent);
        }

        var required = SuiteFiles.Of(draft).Where(file => !file.Contains("/optional/", StringComparison.Ordinal));
        var wrong = from file in required from test in Wrong(file, SchemaUpgrade.ToNewest) select $"{file}: {test}";
        Assert.Equal([], wrong);
    }

    /// <summary>The tests of a file that are not passed.</summary>
    private static IEnumerable<string> Wrong(string file, Func<JsonElement, SchemaOptions, JsonElement>? rewrite = null)
    {
        var options = new SchemaOptions
        {
            Store = Remotes.Value,
            DefaultDraft = Drafts[file.Split('/')[0]],
            AssertFormats = file.Contains("/format/", StringComparison.Ordinal),
        };
        foreach (var group in SuiteFiles.Read(file))
        {
            var json = group.GetProperty("schema");
            var schema = CompiledSchema.Compile(rewrite is null ? json : rewrite(json, options), options);
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var expected = test.GetProperty("valid").GetBoolean();
                var data = test.GetProperty("data");
                if (schema.IsValid(data) != expected || schema.Validate(data).IsValid != expected)
                {
                    yield return $"{Description(group)}: {Description(test)}";
                }
            }
        }
    }

    private static string Description(JsonElement json) => json.GetProperty("description").GetString()!;
}
