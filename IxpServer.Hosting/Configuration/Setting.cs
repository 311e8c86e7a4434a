namespace IxpServer.Hosting.Configuration;

/// <summary>A setting that has a plain environment variable besides its .NET name.</summary>
/// <param name="Variable">The variable, such as <c>PORT</c>.</param>
/// <param name="Key">The configuration key it stands for, such as <c>Ixp:Server:Port</c>.</param>
/// <param name="Rule">What values are allowed.</param>
public sealed record Setting(string Variable, string Key, Rule Rule)
{
    /// <summary>Secrets are never printed, and may be given as a file through <c>VARIABLE_FILE</c>.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether Production refuses to start without it.</summary>
    public bool RequiredInProduction { get; init; }

    /// <summary>Translates the variable's value to what the key expects.</summary>
    public Func<string, string> Translate { get; init; } = value => value;

    /// <summary>Both names of a setting, as faults tell them.</summary>
    /// <param name="variable">The plain variable.</param>
    /// <param name="key">The configuration key.</param>
    public static string NameOf(string variable, string key) => $"{variable} ({VariableOf(key)})";

    /// <summary>A key as the environment variable that sets it.</summary>
    public static string VariableOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>What a fault tells of a secret value.</summary>
    public static string Hidden(string value) =>
        value.Length is 1 ? "a value of 1 character (not shown)" : $"a value of {value.Length} characters (not shown)";

    /// <summary>What is wrong with a value, in words; null when nothing is, or when there is none.</summary>
    /// <param name="key">The key it stands under: the setting's, or that of an item of its list.</param>
    /// <param name="value">The value.</param>
    public string? FindFault(string key, string? value)
    {
        if (value is not { Length: > 0 } || Rule.Accepts(value))
        {
            return null;
        }

        var found = IsSecret ? Hidden(value) : $"'{value}'";
        return $"{NameOf(Variable, key)}: found {found}; allowed: {Rule.Allowed}";
    }
}

/// <summary>What a setting may be.</summary>
/// <param name="Allowed">In words, for the fault's message.</param>
/// <param name="Accepts">Whether a value is allowed.</param>
public sealed record Rule(string Allowed, Func<string, bool> Accepts)
{
    /// <summary>Any text.</summary>
    public static readonly Rule Any = new("any text", _ => true);

    /// <summary>True or false.</summary>
    public static readonly Rule Boolean = new("true or false", value => bool.TryParse(value, out _));

    /// <summary>A whole number.</summary>
    public static Rule Integer(long least, long most) =>
        new(
            $"a whole number from {least} to {most}",
            value => long.TryParse(value, out var number) && number >= least && number <= most
        );

    /// <summary>One of these, in whatever case.</summary>
    public static Rule OneOf(params string[] values) =>
        new($"one of {string.Join(", ", values)}", value => values.Contains(value, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether a secret is a sample value of the deployment guide: they all begin like this.</summary>
    public static bool IsExample(string value) => value.StartsWith("your-", StringComparison.OrdinalIgnoreCase);
}
