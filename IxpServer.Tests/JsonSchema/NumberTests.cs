using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>Numbers are compared exactly, however large or fine.</summary>
public class NumberTests
{
    [Theory]
    [InlineData("""{"const":1}""", "1.0", true)]
    [InlineData("""{"const":1}""", "10e-1", true)]
    [InlineData("""{"const":100}""", "1e2", true)]
    [InlineData("""{"const":0}""", "-0.0", true)]
    [InlineData("""{"const":9007199254740993}""", "9007199254740992", false)]
    [InlineData("""{"const":0.1}""", "0.1000000000000000055511151231257827", false)]
    [InlineData("""{"enum":[1e400]}""", "10e399", true)]
    [InlineData("""{"type":"integer"}""", "1.0", true)]
    [InlineData("""{"type":"integer"}""", "1e2", true)]
    [InlineData("""{"type":"integer"}""", "1.5", false)]
    [InlineData("""{"type":"integer"}""", "15e-1", false)]
    [InlineData("""{"type":"integer"}""", "150e-1", true)]
    [InlineData("""{"type":"integer"}""", "98249283749234923498293171823948729348710298301928331", true)]
    [InlineData("""{"type":"integer"}""", "1e999999999999", true)]
    [InlineData("""{"type":"integer"}""", "1e-999999999999", false)]
    [InlineData("""{"minimum":1e308}""", "1e309", true)]
    [InlineData("""{"maximum":1e308}""", "1e309", false)]
    [InlineData("""{"maximum":1e308}""", "1e999999999", false)]
    [InlineData("""{"exclusiveMinimum":0}""", "1e-999999999", true)]
    [InlineData("""{"exclusiveMinimum":0}""", "0e5", false)]
    [InlineData("""{"minimum":0.1}""", "0.09999999999999999999999999", false)]
    [InlineData("""{"maximum":-2}""", "-2.0000000000000000000001", true)]
    [InlineData("""{"minimum":-2}""", "-2.0000000000000000000001", false)]
    [InlineData(
        """{"exclusiveMaximum":972783798187987123879878123.18878137}""",
        "972783798187987123879878123.188781371",
        false
    )]
    [InlineData("""{"multipleOf":0.1}""", "0.3", true)]
    [InlineData("""{"multipleOf":0.01}""", "1234.56", true)]
    [InlineData("""{"multipleOf":0.01}""", "1234.567", false)]
    [InlineData("""{"multipleOf":0.0001}""", "0.0075", true)]
    [InlineData("""{"multipleOf":1e-8}""", "12391239123", true)]
    [InlineData("""{"multipleOf":0.123456789}""", "1e308", false)]
    [InlineData("""{"multipleOf":3}""", "1e999999999", false)]
    [InlineData("""{"multipleOf":2}""", "1e999999999", true)]
    [InlineData("""{"multipleOf":7}""", "-49", true)]
    [InlineData("""{"multipleOf":1e10}""", "1", false)]
    [InlineData("""{"multipleOf":1e10}""", "0", true)]
    [InlineData("""{"multipleOf":123456789012345678901234567890}""", "246913578024691357802469135780", true)]
    [InlineData("""{"multipleOf":123456789012345678901234567890}""", "246913578024691357802469135781", false)]
    [InlineData("""{"uniqueItems":true}""", "[1,1.0]", false)]
    [InlineData("""{"uniqueItems":true}""", "[1,true]", true)]
    [InlineData("""{"maxItems":2.0}""", "[1,2]", true)]
    [InlineData("""{"maxItems":1e0}""", "[1,2]", false)]
    [InlineData("""{"maxItems":1e400}""", "[1,2]", true)]
    public void Numbers_are_exact(string schema, string instance, bool expected) =>
        Assert.Equal(expected, IsValid(schema, instance));

    [Fact]
    public void A_number_of_a_million_digits_takes_no_time_to_speak_of()
    {
        var number = new string('7', 1_000_000);
        Assert.True(IsValid("""{"multipleOf":7,"minimum":1}""", number));
        Assert.False(IsValid("""{"multipleOf":0.123456789123456789123456789}""", number));
        Assert.False(IsValid("""{"maximum":1}""", "1e" + new string('9', 100_000)));
    }

    [FsCheck.Xunit.Property]
    public bool Comparison_agrees_with_decimal(decimal left, decimal right)
    {
        var (a, b) = (
            left.ToString(System.Globalization.CultureInfo.InvariantCulture),
            right.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        return IsValid($$"""{"minimum":{{a}}}""", b) == right >= left
            && IsValid($$"""{"exclusiveMaximum":{{a}}}""", b) == right < left
            && IsValid($$"""{"const":{{a}}}""", b) == (left == right)
            && (left <= 0 || IsValid($$"""{"multipleOf":{{a}}}""", b) == (decimal.Remainder(right, left) == 0));
    }
}
