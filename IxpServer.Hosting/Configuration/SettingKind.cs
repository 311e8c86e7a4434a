using System.Globalization;

namespace IxpServer.Hosting.Configuration;

/// <summary>How the text of a setting is read.</summary>
/// <param name="Allowed">What it may be, in words.</param>
/// <param name="Parse">Null for what it may not be.</param>
/// <param name="Format">A value as text.</param>
/// <param name="IsList">Whether it may have several values.</param>
internal sealed record SettingKind(
    string Allowed,
    Func<string, object?> Parse,
    Func<object, string> Format,
    bool IsList = false
)
{
    private const long Mega = 1024 * 1024;

    /// <summary>The kind of a property.</summary>
    internal static SettingKind Of(Type type, SettingAttribute declared)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(int) ? Number(declared, number => (int)number, value => (int)value)
            : type == typeof(long) && declared.Unit is Unit.MiB
                ? Number(declared, number => number * Mega, value => (long)value / Mega)
            : type == typeof(TimeSpan) && declared.Unit is Unit.Milliseconds
                ? Number(declared, number => TimeSpan.FromMilliseconds(number), value => Time(value).TotalMilliseconds)
            : type == typeof(TimeSpan)
                ? Number(declared, number => TimeSpan.FromSeconds(number), value => Time(value).TotalSeconds)
            : type == typeof(bool)
                ? new(
                    "true or false",
                    text => bool.TryParse(text, out var value) ? value : null,
                    value => value is true ? "true" : "false"
                )
            : type.IsEnum
                ? new(
                    $"one of {string.Join(", ", Enum.GetNames(type).Select(Lower))}",
                    text =>
                        Array.Exists(Enum.GetNames(type), name => name.Equals(text, StringComparison.OrdinalIgnoreCase))
                            ? Enum.Parse(type, text, ignoreCase: true)
                            : null,
                    value => Lower(value.ToString()!)
                )
            : type == typeof(string) ? new("any text", text => text, value => (string)value)
            : type == typeof(Uri)
                ? new(
                    "an absolute URL",
                    text => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null,
                    value => $"{value}"
                )
            : type == typeof(IReadOnlyList<string>)
                ? new(
                    "texts, separated by commas",
                    text => Split(text, declared),
                    value => string.Join(',', (IReadOnlyList<string>)value) is { Length: > 0 } items ? items : "none",
                    IsList: true
                )
            : throw new NotSupportedException($"no setting can be read as {type}");
    }

    private static SettingKind Number(
        SettingAttribute declared,
        Func<long, object> of,
        Func<object, double> numberOf
    ) =>
        new(
            $"a whole number{Of(declared.Unit)} from {declared.Min} to {declared.Max}",
            text =>
                long.TryParse(text, CultureInfo.InvariantCulture, out var number)
                && number >= declared.Min
                && number <= declared.Max
                    ? of(number)
                    : null,
            value => numberOf(value).ToString(CultureInfo.InvariantCulture)
        );

    private static string[] Split(string text, SettingAttribute declared) =>
        declared.IsWhole ? [text]
        : declared.IsSecret ? text.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
        : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static TimeSpan Time(object value) => (TimeSpan)value;

    private static string Of(Unit unit) =>
        unit switch
        {
            Unit.None => "",
            Unit.MiB => " of MiB",
            _ => $" of {Lower(unit.ToString())}",
        };

    private static string Lower(string name) => name.ToLowerInvariant();
}
