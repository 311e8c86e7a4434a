using System.Text;
using System.Text.RegularExpressions;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Patterns;

internal sealed class Pattern
{
    private readonly Regex regex;

    private Pattern(string source, Regex regex) => (Source, this.regex) = (source, regex);

    public string Source { get; }

    public static Pattern? Compile(string source, TimeSpan timeout, out string? error)
    {
        error = null;
        return new Pattern(source, new Regex(source, RegexOptions.None, timeout));
    }

    public bool IsMatch(ReadOnlySpan<byte> text, Run run) => regex.IsMatch(Encoding.UTF8.GetString(text));
}
