using System.Text.Json;
using IxpServer.JsonSchema;
using Xunit;

namespace IxpServer.Tests.JsonSchema;

/// <summary>Every required case of the official test suite for draft 2020-12.</summary>
public class SuiteTests
{
    private static readonly Lazy<SchemaStore> Remotes = new(SuiteFiles.LoadRemotes);

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        if (SuiteFiles.Root is null)
        {
            cases.Add("none", "none");
            return cases;
        }

        foreach (
            var file in Directory
                .EnumerateFiles(Path.Combine(SuiteFiles.Root, "tests", "draft2020-12"), "*.json")
                .Order()
        )
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var group in document.RootElement.EnumerateArray())
            {
                cases.Add(Path.GetFileName(file), group.GetProperty("description").GetString()!);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_required_case_of_the_suite_passes(string file, string description)
    {
        if (SuiteFiles.Root is null)
        {
            Assert.Skip(SuiteFiles.Absent);
        }

        using var document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(SuiteFiles.Root, "tests", "draft2020-12", file))
        );
        var options = new SchemaOptions { Store = Remotes.Value };
        foreach (var group in document.RootElement.EnumerateArray().Where(group => IsNamed(group, description)))
        {
            var schema = CompiledSchema.Compile(group.GetProperty("schema"), options);
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var name = $"{file}: {description}: {test.GetProperty("description").GetString()}";
                var expected = test.GetProperty("valid").GetBoolean();
                var data = test.GetProperty("data");
                Assert.True(expected == schema.IsValid(data), $"{name}: IsValid should be {expected}");
                Assert.True(expected == schema.Validate(data).IsValid, $"{name}: Validate should be {expected}");
            }
        }
    }

    private static bool IsNamed(JsonElement group, string description) =>
        group.GetProperty("description").GetString() == description;
}
