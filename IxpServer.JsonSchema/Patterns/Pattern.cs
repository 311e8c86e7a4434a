using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Patterns;

/// <summary>A compiled <c>pattern</c> (JSON Schema Core 2020-12, section 6.4): found anywhere in the text unless anchored.</summary>
internal sealed class Pattern
{
    // Larger expressions would take long to prepare for matching without backtracking.
    private const int MaxRegularSize = 500;

    private readonly LinearPattern? linear;
    private readonly Regex? regex;

    private Pattern(string source, LinearPattern? linear, Regex? regex)
    {
        Source = source;
        this.linear = linear;
        this.regex = regex;
    }

    /// <summary>The expression as the schema has it.</summary>
    public string Source { get; }

    /// <summary>Compiles an expression; null, with the reason, when it is not valid.</summary>
    public static Pattern? Compile(string source, TimeSpan timeout, out string? error)
    {
        error = null;
        try
        {
            var translated = EcmaTranslator.Translate(source);
            if (translated.Linear is not null)
            {
                return new Pattern(source, translated.Linear, null);
            }

            var mode = translated is { IsRegular: true, Size: <= MaxRegularSize }
                ? RegexOptions.NonBacktracking
                : RegexOptions.None;
            return new Pattern(
                source,
                null,
                new Regex(translated.DotNet, mode | RegexOptions.CultureInvariant, timeout)
            );
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            var reason = exception is FormatException ? exception.Message : "is not valid";
            error = $"is not a regular expression of ECMA-262: it {reason}";
            return null;
        }
    }

    /// <summary>Whether an expression is valid, for the format "regex".</summary>
    public static bool IsValid(string source)
    {
        try
        {
            EcmaTranslator.Translate(source);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Matches a text in UTF-8; one that takes too long uses up the run's budget.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text, Run run)
    {
        if (linear is not null)
        {
            return linear.IsMatch(text);
        }

        var rented = text.Length > 256 ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        var characters = rented ?? stackalloc char[256];
        try
        {
            return regex!.IsMatch(characters[..Encoding.UTF8.GetChars(text, characters)]);
        }
        catch (RegexMatchTimeoutException)
        {
            return run.Exhaust($"takes too long to match the pattern '{Messages.Cut(Source)}'");
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }
}
