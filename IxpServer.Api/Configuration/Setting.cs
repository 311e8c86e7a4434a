namespace IxpServer.Api.Configuration;

/// <summary>A setting that has a plain environment variable besides its .NET name.</summary>
/// <param name="Variable">The variable, such as <c>PORT</c>.</param>
/// <param name="Key">The configuration key it stands for, such as <c>Ixp:Server:Port</c>.</param>
/// <param name="Rule">What values are allowed.</param>
internal sealed record Setting(string Variable, string Key, Rule Rule)
{
    /// <summary>Secrets are never printed, and may be given as a file through <c>VARIABLE_FILE</c>.</summary>
    internal bool IsSecret { get; init; }

    /// <summary>Whether Production refuses to start without it.</summary>
    internal bool RequiredInProduction { get; init; }

    /// <summary>Translates the variable's value to what the key expects.</summary>
    internal Func<string, string> Translate { get; init; } = value => value;
}

/// <summary>What a setting may be.</summary>
/// <param name="Allowed">In words, for the fault's message.</param>
/// <param name="Accepts">Whether a value is allowed.</param>
internal sealed record Rule(string Allowed, Func<string, bool> Accepts)
{
    internal static readonly Rule Any = new("any text", _ => true);

    internal static readonly Rule Boolean = new("true or false", value => bool.TryParse(value, out _));

    internal static Rule Integer(long least, long most) =>
        new(
            $"a whole number from {least} to {most}",
            value => long.TryParse(value, out var number) && number >= least && number <= most
        );

    internal static Rule OneOf(params string[] values) =>
        new($"one of {string.Join(", ", values)}", value => values.Contains(value, StringComparer.OrdinalIgnoreCase));
}
