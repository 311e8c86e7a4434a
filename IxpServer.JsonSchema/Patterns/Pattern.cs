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

    // .NET 10 matches without backtracking in pieces of 100,000 characters when there is a time-out, and a match that goes
    // from one piece into the next may be lost. Longer texts are matched without one.
    private const int MaxTimedText = 65_536;

    // Characters of a text times states of an expression, at worst some 20 ns each: what bounds the time of those.
    private const long MaxUntimedSteps = 50_000_000;

    private const RegexOptions Options = RegexOptions.CultureInvariant;

    // Without backtracking the time grows with the text alone: this much passes only when the process itself was held up,
    // which must not refuse what is valid.
    private static readonly TimeSpan RegularTimeout = TimeSpan.FromSeconds(1);

    private readonly LinearPattern? linear;
    private readonly Regex? timed;
    private readonly Lazy<Regex>? untimed;
    private readonly long size;

    private Pattern(string source, EcmaPattern translated, TimeSpan timeout)
    {
        (Source, linear) = (source, translated.Linear);
        if (linear is not null)
        {
            return;
        }

        size = translated.Size;
        if (translated is { IsRegular: true, Size: <= MaxRegularSize })
        {
            const RegexOptions Regular = Options | RegexOptions.NonBacktracking;
            timed = new Regex(translated.DotNet, Regular, RegularTimeout);
            untimed = new(() => new Regex(translated.DotNet, Regular, Regex.InfiniteMatchTimeout));
        }
        else
        {
            timed = new Regex(translated.DotNet, Options, timeout);
        }
    }

    /// <summary>The expression as the schema has it.</summary>
    public string Source { get; }

    /// <summary>Whether it is one of the simple expressions that need no regular expression of .NET.</summary>
    public bool IsLinear => linear is not null;

    /// <summary>Compiles an expression; null, with the reason, when it is not valid.</summary>
    public static Pattern? Compile(string source, TimeSpan timeout, out string? error)
    {
        error = null;
        try
        {
            return new Pattern(source, EcmaTranslator.Translate(source), timeout);
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
            return IsMatch(characters[..Encoding.UTF8.GetChars(text, characters)], run);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }

    private bool IsMatch(ReadOnlySpan<char> text, Run run)
    {
        if (text.Length <= MaxTimedText || untimed is null)
        {
            return IsMatchInTime(text, run);
        }

        return text.Length * size <= MaxUntimedSteps
            ? untimed.Value.IsMatch(text)
            : run.Exhaust($"is too long to match the pattern '{Messages.Cut(Source)}'");
    }

    // The limit is one of time on the clock. A process that stood still meanwhile (its share of the processor was used up,
    // or memory was collected) has used it up with nothing done, and gets a second one.
    private bool IsMatchInTime(ReadOnlySpan<char> text, Run run)
    {
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            try
            {
                return timed!.IsMatch(text);
            }
            catch (RegexMatchTimeoutException)
            {
                // Once more, or the end.
            }
        }

        return run.Exhaust($"takes too long to match the pattern '{Messages.Cut(Source)}'");
    }
}
