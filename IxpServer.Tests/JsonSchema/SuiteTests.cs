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

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        if (SuiteFiles.Root is null)
        {
            cases.Add("none", "none");
            return cases;
        }

        foreach (var file in Drafts.Keys.SelectMany(SuiteFiles.Of))
        {
            foreach (var description in SuiteFiles.Read(file).Select(Description).Distinct())
            {
                cases.Add(file, description);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_of_the_suite_passes(string file, string description)
    {
        if (SuiteFiles.Root is null)
        {
            Assert.Skip(SuiteFiles.Absent);
        }

        var wrong = Wrong(file, description).ToList();
        if (SuiteExceptions.Find(file, description) is { } exceptions)
        {
            // An exception that has come to pass has no business in the list.
            Assert.Equal(exceptions, wrong);
            return;
        }

        Assert.Empty(wrong);
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
        var wrong =
            from file in required
            from description in SuiteFiles.Read(file).Select(Description).Distinct()
            from test in Wrong(file, description, SchemaUpgrade.ToNewest)
            select $"{file}: {description}: {test}";
        Assert.Equal([], wrong);
    }

    private static IEnumerable<string> Wrong(
        string file,
        string description,
        Func<JsonElement, SchemaOptions, JsonElement>? rewrite = null
    )
    {
        var options = new SchemaOptions
        {
            Store = Remotes.Value,
            DefaultDraft = Drafts[file.Split('/')[0]],
            AssertFormats = file.Contains("/format/", StringComparison.Ordinal),
        };
        foreach (var group in SuiteFiles.Read(file).Where(group => Description(group) == description))
        {
            var json = group.GetProperty("schema");
            var schema = CompiledSchema.Compile(rewrite is null ? json : rewrite(json, options), options);
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var expected = test.GetProperty("valid").GetBoolean();
                var data = test.GetProperty("data");
                if (schema.IsValid(data) != expected || schema.Validate(data).IsValid != expected)
                {
                    yield return Description(test);
                }
            }
        }
    }

    private static string Description(JsonElement json) => json.GetProperty("description").GetString()!;
}
