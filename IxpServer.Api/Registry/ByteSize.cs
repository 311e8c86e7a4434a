using System.Globalization;

namespace IxpServer.Api.Registry;

/// <summary>A size as definitions write it, such as <c>15KB</c> or <c>1.5 MB</c> (1 KB is 1,024 bytes).</summary>
/// <param name="Bytes">The size in bytes.</param>
public readonly record struct ByteSize(double Bytes)
{
    private static readonly (string Unit, double Factor)[] Units =
    [
        ("KB", 1024),
        ("MB", 1024 * 1024),
        ("GB", 1024 * 1024 * 1024),
        ("B", 1),
        ("", 1),
    ];

    /// <summary>A number of kibibytes.</summary>
    public static ByteSize FromKilobytes(double kilobytes) => new(kilobytes * 1024);

    /// <summary>Reads a number with an optional unit (B, KB, MB, GB; any case); null if the text is not that.</summary>
    public static ByteSize? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var trimmed = text.AsSpan().Trim();
        foreach (var (unit, factor) in Units)
        {
            if (
                trimmed.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(
                    trimmed[..^unit.Length],
                    NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
            {
                return new ByteSize(number * factor);
            }
        }

        return null;
    }
}
