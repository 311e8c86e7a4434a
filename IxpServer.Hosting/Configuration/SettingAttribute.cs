namespace IxpServer.Hosting.Configuration;

/// <summary>
/// Declares a setting on the property that it is read into. The property's type is its kind, and what the property begins
/// with holds without it. Variables, checks at the start and the documentation's tables are made, or tested, from this.
/// </summary>
/// <param name="variable">The plain environment variable, such as <c>PORT</c>; null for what only few need.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string? variable = null) : Attribute
{
    /// <summary>The plain environment variable.</summary>
    public string? Variable { get; } = variable;

    /// <summary>Its name in the section, where that is not the property's.</summary>
    public string? Key { get; init; }

    /// <summary>The least that a number may be.</summary>
    public long Min { get; init; }

    /// <summary>The most that a number may be.</summary>
    public long Max { get; init; }

    /// <summary>What a number counts, as it is given.</summary>
    public Unit Unit { get; init; }

    /// <summary>What a text may be, in words.</summary>
    public string? Allowed { get; init; }

    /// <summary>A static method of the options that says whether a text, or an item of a list, is allowed.</summary>
    public string? Check { get; init; }

    /// <summary>A static method of the options that translates the variable's value to what the key expects.</summary>
    public string? Translate { get; init; }

    /// <summary>What holds without it, where that is not a value.</summary>
    public string? Default { get; init; }

    /// <summary>
    /// Secrets are never printed, may be given as a file through <c>VARIABLE_FILE</c>, and may not be an example's.
    /// </summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether Production refuses to start without it.</summary>
    public bool IsRequiredInProduction { get; init; }

    /// <summary>The variable that needs this one beside it.</summary>
    public string? NeededBy { get; init; }

    /// <summary>Whether commas do not separate the items of a list.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The connection string that wins over it.</summary>
    public string? ConnectionString { get; init; }
}

/// <summary>What a number counts.</summary>
public enum Unit
{
    /// <summary>Pieces.</summary>
    None,

    /// <summary>Milliseconds, for a <see cref="TimeSpan"/>.</summary>
    Milliseconds,

    /// <summary>Seconds, for a <see cref="TimeSpan"/>.</summary>
    Seconds,

    /// <summary>MiB, for a number of bytes.</summary>
    MiB,
}

/// <summary>Options that are read from a section of the configuration.</summary>
/// <param name="path">Its path, such as <c>Ixp:Limits</c>; empty for the root.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingSectionAttribute(string path) : Attribute
{
    /// <summary>Its path.</summary>
    public string Path { get; } = path;
}
