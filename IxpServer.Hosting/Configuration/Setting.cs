using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace IxpServer.Hosting.Configuration;

/// <summary>A setting as a <see cref="SettingAttribute"/> declares it: its names, what it may be, and what holds without it.</summary>
public sealed class Setting
{
    private readonly PropertyInfo _property;
    private readonly SettingAttribute _declared;
    private readonly SettingKind _kind;
    private readonly object _defaults;
    private readonly Predicate<string> _check;
    private readonly Func<string, string> _translate;

    internal Setting(string section, PropertyInfo property, SettingAttribute declared, object defaults)
    {
        (_property, _declared, _defaults) = (property, declared, defaults);
        _kind = SettingKind.Of(property.PropertyType, declared);
        _check = Method<Predicate<string>>(declared.Check) ?? (_ => true);
        _translate = Method<Func<string, string>>(declared.Translate) ?? (value => value);
        Key = section.Length > 0 ? $"{section}:{declared.Key ?? property.Name}" : declared.Key ?? property.Name;
    }

    /// <summary>The configuration key, such as <c>Ixp:Server:Port</c>.</summary>
    public string Key { get; }

    /// <summary>The plain environment variable, such as <c>PORT</c>; null for what only few need.</summary>
    public string? Variable => _declared.Variable;

    /// <summary>Both its names, as faults tell them.</summary>
    public string Name => NameAt(Key);

    /// <summary>What it may be, in words.</summary>
    public string Allowed => _declared.Allowed ?? _kind.Allowed;

    /// <summary>What holds without it, as the documentation says it.</summary>
    public string Default =>
        _declared.Default ?? (_property.GetValue(_defaults) is { } value ? _kind.Format(value) : "none");

    /// <summary>Secrets are never printed, and may be given as a file through <c>VARIABLE_FILE</c>.</summary>
    public bool IsSecret => _declared.IsSecret;

    /// <summary>Whether Production refuses to start without it.</summary>
    public bool IsRequiredInProduction => _declared.IsRequiredInProduction;

    /// <summary>The property that it is read into.</summary>
    internal string Property => _property.Name;

    /// <summary>What the property says of it.</summary>
    internal SettingAttribute Declared => _declared;

    /// <summary>A key as the environment variable that sets it.</summary>
    public static string VariableOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>A fault of a setting, as all are told.</summary>
    /// <param name="name">What is wrong.</param>
    /// <param name="what">How.</param>
    /// <param name="allowed">How to mend it.</param>
    public static string Fault(string name, string what, string allowed) => $"{name}: {what}; allowed: {allowed}";

    /// <summary>The fault of a value that may be shown.</summary>
    public static string WrongValue(string name, object? found, string allowed) =>
        Fault(name, $"found '{found}'", allowed);

    /// <summary>A fault of this setting.</summary>
    /// <param name="what">What is wrong.</param>
    /// <param name="allowed">How to mend it, where that is not what it may be in general.</param>
    public string Fault(string what, string? allowed = null) => Fault(Name, what, allowed ?? Allowed);

    /// <summary>The fault of a value, which is not shown if it is secret.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Where it stands, if that is not under one of its names.</param>
    /// <param name="reason">What is wrong with it, where that is known.</param>
    public string WrongValue(string value, string? name = null, string? reason = null) =>
        Fault(name ?? Name, reason is null ? Found(value) : $"{Found(value)}; {reason}", Allowed);

    /// <summary>Whether it has a value.</summary>
    public bool IsGiven(IConfiguration configuration) =>
        Places(configuration).Any(place => place.Value is { Length: > 0 });

    /// <summary>Whether it may have this value.</summary>
    public bool Accepts(string value) =>
        _kind.Parse(value) switch
        {
            null => false,
            string[] items => (items.Length > 0 || !IsRequiredInProduction) && Array.TrueForAll(items, IsAllowed),
            _ => IsAllowed(value),
        };

    /// <summary>What the key expects for the variable's value.</summary>
    internal string Translate(string value) => _translate(value);

    /// <summary>Where its value may stand: under its key, and below it for the items of a list.</summary>
    internal IEnumerable<IConfigurationSection> Places(IConfiguration configuration)
    {
        var section = configuration.GetSection(Key);
        return _kind.IsList ? section.GetChildren().Prepend(section) : [section];
    }

    /// <summary>What is wrong with what stands in one of its places; null when nothing is.</summary>
    internal string? FindFault(IConfigurationSection place) =>
        place.Value is not { Length: > 0 } value || Accepts(value)
            ? null
            : Fault(NameAt(place.Path), Found(value), Allowed);

    /// <summary>Sets the property, where there is a value.</summary>
    /// <exception cref="ConfigurationException">The value is wrong, and nobody has checked it before.</exception>
    internal void Read(IConfiguration configuration, object options)
    {
        var given = Places(configuration).Where(place => place.Value is { Length: > 0 }).ToList();
        if (given.Count is 0)
        {
            return;
        }

        if (given.Select(FindFault).OfType<string>().ToList() is { Count: > 0 } faults)
        {
            throw new ConfigurationException(faults);
        }

        if (!_kind.IsList)
        {
            _property.SetValue(options, _kind.Parse(given[0].Value!));
            return;
        }

        // A text wins over a list. Secrets are those of both: what a key has encrypted that is passed over is lost.
        var places = !IsSecret && given[0].Path == Key ? given.Take(1) : given;
        string[] items = [.. places.SelectMany(place => (string[])_kind.Parse(place.Value!)!)];
        if (items.Length > 0)
        {
            _property.SetValue(options, items);
        }
    }

    /// <summary>Sample values of the deployment guide all begin alike; everybody knows them.</summary>
    private bool IsAllowed(string value) =>
        !(IsSecret && value.StartsWith("your-", StringComparison.OrdinalIgnoreCase)) && _check(value);

    private T? Method<T>(string? name)
        where T : Delegate =>
        name is null
            ? null
            : _property
                .DeclaringType!.GetMethod(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
                .CreateDelegate<T>();

    private string NameAt(string key) =>
        Variable is null || Variable == key ? VariableOf(key) : $"{Variable} ({VariableOf(key)})";

    private string Found(string value) =>
        !IsSecret ? $"found '{value}'"
        : value.Length is 1 ? "found a value of 1 character (not shown)"
        : $"found a value of {value.Length} characters (not shown)";
}
