using System.Text;
using System.Text.Json;
using IxpServer.Tests.Support;
using IxpServer.Tests.Telemetry;
using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>\p{…}: whatever ECMA-262 demands, exactly as an engine that browsers share has it.</summary>
public class UnicodePropertyTests
{
    private const string Node = """
        const { names, text } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const members = (name) => (text.match(new RegExp(`\\p{${name}}`, 'gu')) ?? []).join('');
        console.log(JSON.stringify({ unicode: process.versions.unicode, sets: names.map(members) }));
        """;

    [Fact]
    public async Task Every_property_has_the_members_that_node_gives_it()
    {
        var table = await File.ReadAllLinesAsync(
            Path.Combine(Repository.Root, "IxpServer.JsonSchema", "Patterns", "unicode-properties.txt"),
            TestContext.Current.CancellationToken
        );
        var names = table.Skip(1).SelectMany(Names).ToList();
        var text = Text(table.Skip(1).SelectMany(Bounds));
        var (exitCode, output) = await Tool.RunAsync("node", JsonSerializer.Serialize(new { names, text }), "-e", Node);
        Assert.True(exitCode is 0, output);
        var answer = JsonElement.Parse(output);
        Assert.SkipUnless(
            table[0].StartsWith($"# Unicode {answer.GetProperty("unicode").GetString()},", StringComparison.Ordinal),
            "This node has another version of Unicode"
        );

        foreach (var (name, set) in names.Zip(answer.GetProperty("sets").EnumerateArray()))
        {
            var members = set.GetString()!;
            var inside = members.EnumerateRunes().ToHashSet();
            var others = string.Concat(text.EnumerateRunes().Where(rune => !inside.Contains(rune)));
            Assert.True(Matches($"^\\p{{{name}}}*$", members), $"{name} lacks some");
            Assert.True(Matches($"^\\P{{{name}}}*$", others), $"{name} has too many");
        }
    }

    [Theory]
    [InlineData("^(\\p{Extended_Pictographic}|\\p{Emoji_Component})+$", "👩🏽‍💻", true)]
    [InlineData("^\\p{RI}{2}$", "🇵🇹", true)]
    [InlineData("^\\p{EPres}$", "☀", false)]
    [InlineData("^[\\p{ID_Start}$_][\\p{ID_Continue}$]*$", "naïveté_2", true)]
    [InlineData("^[\\p{XIDS}$_][\\p{XIDC}$]*$", "2x", false)]
    [InlineData("^\\p{Alphabetic}$", "\u0345", true)]
    [InlineData("^\\p{Lowercase}$", "ª", true)]
    [InlineData("^\\p{sc=Deva}$", "\u0964", false)]
    [InlineData("^\\p{scx=Deva}$", "\u0964", true)]
    [InlineData("^\\p{Script_Extensions=Latin}$", "a", true)]
    [InlineData("^\\p{Script=Cher}+$", "ᏣᎳᎩ", true)]
    [InlineData("^\\p{sc=Qaai}$", "\u0301", true)]
    [InlineData("^\\P{White_Space}+$", "a\u3000b", false)]
    [InlineData("^[^\\p{gc=P}\\p{Any}]$", "a", false)]
    [InlineData("^\\p{Unassigned}$", "\u0378", true)]
    public void A_property_means_what_unicode_says(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Matches(pattern, text));

    [Theory]
    [InlineData("letter")]
    [InlineData("Latin")]
    [InlineData("IsGreek")]
    [InlineData("Block=Basic_Latin")]
    [InlineData("Script=")]
    [InlineData("Script=latin")]
    [InlineData("gc=Emoji")]
    [InlineData("Emoji=Yes")]
    [InlineData("Line_Break")]
    [InlineData("RGI_Emoji")]
    [InlineData("")]
    public void What_the_standard_does_not_name_is_refused(string name) =>
        Assert.Contains(
            "unknown property",
            Assert.Single(SchemaFaults($$"""{"pattern":{{Quote($"\\p{{{name}}}")}}}""")).Message
        );

    private static bool Matches(string pattern, string text) =>
        IsValid($$"""{"pattern":{{Quote(pattern)}}}""", Quote(text));

    private static IEnumerable<string> Names(string line)
    {
        var (kind, rest) = (line[..line.IndexOf('=')], line[(line.IndexOf('=') + 1)..line.IndexOf(':')]);
        return rest.Split('|')
            .SelectMany(name =>
                kind switch
                {
                    "gc" => [name, $"gc={name}"],
                    "sc" => [$"sc={name}", $"scx={name}"],
                    "scx" => [$"Script_Extensions={name}"],
                    _ => new[] { name },
                }
            );
    }

    private static IEnumerable<int> Bounds(string line)
    {
        var at = 0;
        foreach (var distance in line[(line.IndexOf(':') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            at += distance.Aggregate(
                0,
                (value, digit) => (value * 36) + "0123456789abcdefghijklmnopqrstuvwxyz".IndexOf(digit)
            );
            yield return at;
        }
    }

    /// <summary>A character on each side of each bound of any set, and some between.</summary>
    private static string Text(IEnumerable<int> bounds) =>
        bounds
            .SelectMany(bound => new[] { bound - 1, bound })
            .Concat(Enumerable.Range(0, 0x110000 / 509).Select(step => step * 509))
            .Distinct()
            .Order()
            .Where(Rune.IsValid)
            .Aggregate(new StringBuilder(), (text, code) => text.Append(new Rune(code)))
            .ToString();
}
