using System.Diagnostics;
using System.Text.Json;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>The dialect of regular expressions: ECMA-262 with the flag u.</summary>
public class PatternTests
{
    [Theory]
    [InlineData("^abc$", "abc", true)]
    [InlineData("^abc$", "abc\n", false)]
    [InlineData("abc$", "xabc\n", false)]
    [InlineData("b", "abc", true)]
    [InlineData("^\\d$", "5", true)]
    [InlineData("^\\d$", "\u09ea", false)]
    [InlineData("^\\D$", "\u09ea", true)]
    [InlineData("^\\w$", "\u00e9", false)]
    [InlineData("^\\W$", "\u00e9", true)]
    [InlineData("^\\s$", "\ufeff", true)]
    [InlineData("^\\s$", "\u200b", false)]
    [InlineData("^\\S$", "\u2028", false)]
    [InlineData("^.$", "\U0001F600", true)]
    [InlineData("^.$", "\u2028", false)]
    [InlineData("^[^a]$", "\U0001F600", true)]
    [InlineData("^[^a]$", "\n", true)]
    [InlineData("^\\u{1F600}$", "\U0001F600", true)]
    [InlineData("^\\uD83D\\uDE00$", "\U0001F600", true)]
    [InlineData("^[\\u{1F600}-\\u{1F64F}]+$", "\U0001F601\U0001F64F", true)]
    [InlineData("^[\\u{1F600}-\\u{1F64F}]+$", "\U0001F650", false)]
    [InlineData("x[\\u{10000}-\\u{10FFFF}]y", "x\U0010FFFFy", true)]
    [InlineData("^\\p{Letter}+$", "\u00e9\u4e2d\U0001D4D0", true)]
    [InlineData("^\\p{Letter}+$", "a1", false)]
    [InlineData("^\\P{L}+$", "12", true)]
    [InlineData("^\\p{Script=Greek}+$", "\u03b1\u03b2", true)]
    [InlineData("^\\p{Script=Greek}+$", "ab", false)]
    [InlineData("^\\p{Lu}\\p{Ll}*$", "\u00c9t\u00e9", true)]
    [InlineData("^[\\w.-]+@[\\w-]+\\.\\w+$", "a.b-c@example.com", true)]
    [InlineData("^(\\d{3})-\\1$", "123-123", true)]
    [InlineData("^(\\d{3})-\\1$", "123-124", false)]
    [InlineData("^(?<a>x)(?:y)\\k<a>$", "xyx", true)]
    [InlineData("^(?:(a)|b)\\1$", "b", true)]
    [InlineData("^(?<n>a)(b)\\2\\1$", "abba", true)]
    [InlineData("^(?=.*\\d).{3,}$", "ab1", true)]
    [InlineData("^(?!no)", "nope", false)]
    [InlineData("(?<=\\$)\\d", "$5", true)]
    [InlineData("\\bfoo\\b", "a foo b", true)]
    [InlineData("\\bfoo\\b", "afoo", false)]
    [InlineData("\\bfoo", "\u00e9foo", true)]
    [InlineData("\\Boo", "foo", true)]
    [InlineData("^\\cA\\0\\x41\\t\\v$", "\u0001\0A\t\v", true)]
    [InlineData("^[\\b]$", "\b", true)]
    [InlineData("^a{2}$", "aa", true)]
    [InlineData("^a{,2}$", "a{,2}", true)]
    [InlineData("^a{2,}?$", "aaa", true)]
    [InlineData("^[]$", "a", false)]
    [InlineData("^[^]$", "a", true)]
    [InlineData("^a|b$", "xb", true)]
    [InlineData("^[a-z]+-[0-9]+$", "abc-12", true)]
    [InlineData("^[a-z]+-[0-9]+$", "abc-", false)]
    [InlineData("^[a-z]{2,4}[0-9]?$", "abcde", false)]
    [InlineData("^[a-z]*[a-c]$", "xxa", true)]
    [InlineData("^a?ab$", "ab", true)]
    [InlineData("^C:\\\\[a-z]+$", "C:\\abc", true)]
    [InlineData("^C:\\\\[a-z]+$", "C:\\[a-z]", false)]
    [InlineData("^\\\\\\\\server$", "\\\\server", true)]
    [InlineData("^\\\\a$", "\\a", true)]
    [InlineData("^\\\\\\d$", "\\5", true)]
    [InlineData("^[\\\\]d$", "\\d", true)]
    [InlineData("", "anything", true)]
    [InlineData("^", "", true)]
    [InlineData("^$", "", true)]
    [InlineData("^(a|)$", "", true)]
    public void A_pattern_means_what_ecma_262_says(string pattern, string text, bool expected) =>
        Assert.Equal(expected, IsValid($$"""{"pattern":{{Quote(pattern)}}}""", Quote(text)));

    [Theory]
    [InlineData("(")]
    [InlineData("[a")]
    [InlineData("a\\")]
    [InlineData("\\Z")]
    [InlineData("\\_")]
    [InlineData("(?<n>a)(?<n>b)")]
    [InlineData("\\u{110000}")]
    [InlineData("\\uD800\\u0041")]
    [InlineData("^*")]
    public void A_bad_pattern_is_a_fault_of_the_schema(string pattern)
    {
        var fault = Assert.Single(SchemaFaults($$$"""{"properties":{"a/b":{"pattern":{{{Quote(pattern)}}} } } }"""));
        Assert.Equal("/properties/a~1b/pattern", fault.Pointer);
        Assert.StartsWith("is not a regular expression", fault.Message);
    }

    [Fact]
    public void A_bad_pattern_of_properties_is_named() =>
        Assert.Equal(
            "/patternProperties/(",
            Assert.Single(SchemaFaults("""{"patternProperties":{"(":true}}""")).Pointer
        );

    [Fact]
    public void Deeply_nested_groups_are_refused() =>
        SchemaFaults($$"""{"pattern":{{Quote(new string('(', 5_000) + new string(')', 5_000))}}}""");

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(\\w+\\s?)*$")]
    [InlineData("(x+x+)+y")]
    [InlineData("^(?=a)(a|aa)+$")]
    [InlineData("^(a?){50}\\b(a+)+\\1$")]
    public void A_hostile_pattern_ends_soon(string pattern)
    {
        var started = Stopwatch.GetTimestamp();
        var faults = Faults(
            $$$"""{"items":{"pattern":{{{Quote(pattern)}}} } }""",
            $"[{string.Join(",", Enumerable.Repeat(Quote(new string('a', 5_000) + "!"), 20))}]"
        );
        Assert.NotEmpty(faults);
        Assert.True(Stopwatch.GetElapsedTime(started) < Eventually.Limit);
    }

    [Fact]
    public void A_long_text_is_matched_in_linear_time_or_not_at_all()
    {
        var schema = Schema("""{"pattern":"^(\\w+\\s?)*$"}""");
        var (some, more) = (BestTime(Long(66_000)), BestTime(Long(4 * 66_000)));
        Assert.True(more < 10 * some, $"{some} for a text and {more} for one of four times its length");
        var fault = Assert.Single(schema.Validate(Long(30_000_000)).Faults);
        Assert.Equal("$budget", fault.Keyword);
        Assert.Contains("is too long to match the pattern", fault.Message);

        // Of several, the one that was held up least.
        TimeSpan BestTime(JsonElement text) =>
            Enumerable
                .Range(0, 10)
                .Min(_ =>
                {
                    var started = Stopwatch.GetTimestamp();
                    Assert.Equal("pattern", Assert.Single(schema.Validate(text).Faults).Keyword);
                    return Stopwatch.GetElapsedTime(started);
                });

        static JsonElement Long(int length) => JsonElement.Parse(Quote(new string('a', length) + "!"));
    }

    [Theory]
    [InlineData("""{"not":{"pattern":"^(?=a)(a|aa)+$"}}""")]
    [InlineData("""{"pattern":"^(?=a)(a|aa)+$"}""")]
    [InlineData("""{"type":"string","pattern":"^(?=a)(a|aa)+$"}""")]
    public void A_pattern_that_takes_too_long_is_a_fault_of_its_own_even_under_not(string schema)
    {
        var fault = Assert.Single(Faults(schema, Quote(new string('a', 100) + "!")));
        Assert.Equal("$budget", fault.Keyword);
        Assert.False(IsValid(schema, Quote(new string('a', 100) + "!")));
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(100_000)]
    public void What_is_valid_stays_so_however_long_and_in_a_process_that_is_held_up_meanwhile(int months)
    {
        var schema = Schema(
            """{"pattern":"^([0-9]{4}-(0[1-9]|1[0-2]),)+$"}""",
            new() { RegexTimeout = TimeSpan.FromTicks(10) }
        );
        var text = string.Concat(Enumerable.Repeat("2026-11,", months));
        Assert.Empty(schema.Validate(JsonElement.Parse(Quote(text))).Faults);
        Assert.Single(schema.Validate(JsonElement.Parse(Quote(text + "2026-13,"))).Faults);
    }
}
