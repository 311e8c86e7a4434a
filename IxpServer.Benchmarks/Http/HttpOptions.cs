using System.Globalization;

namespace IxpServer.Benchmarks.Http;

/// <summary>What the command line asks for.</summary>
internal sealed record HttpOptions
{
    internal const string Usage =
        "http [--seconds N] [--warm-up N] [--rounds N] [--connections N] [--only TEXT] [--database postgres|file] [--json FILE]";

    /// <summary>The length of a round.</summary>
    internal int Seconds { get; init; } = 3;

    /// <summary>How long each server is driven before the first round, so that its hot code is compiled.</summary>
    internal int WarmUpSeconds { get; init; } = 6;

    /// <summary>How often each scenario is measured.</summary>
    internal int Rounds { get; init; } = 5;

    /// <summary>Connections kept alive.</summary>
    internal int Connections { get; init; } = 16;

    /// <summary>Only groups (start, render, lists, other, limits, observed) whose name begins with this are run.</summary>
    internal string Only { get; init; } = "";

    /// <summary>Whether the IXP server keeps its state in a file of its own rather than in PostgreSQL.</summary>
    internal bool IsEmbedded { get; init; }

    /// <summary>Where the numbers are written as JSON.</summary>
    internal string? JsonFile { get; init; }

    /// <exception cref="FormatException">An option is unknown or its value is no number.</exception>
    internal static HttpOptions Parse(string[] args)
    {
        var options = new HttpOptions();
        foreach (var pair in args.Chunk(2))
        {
            options = pair switch
            {
                ["--seconds", var value] => options with { Seconds = Number(value) },
                ["--warm-up", var value] => options with { WarmUpSeconds = Number(value) },
                ["--rounds", var value] => options with { Rounds = Number(value) },
                ["--connections", var value] => options with { Connections = Number(value) },
                ["--only", var value] => options with { Only = value },
                ["--database", "postgres" or "file"] => options with { IsEmbedded = pair[1] is "file" },
                ["--json", var value] => options with { JsonFile = value },
                _ => throw new FormatException($"Not understood: {string.Join(' ', pair)}"),
            };
        }

        return options;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"Not a positive number: {text}");
}
