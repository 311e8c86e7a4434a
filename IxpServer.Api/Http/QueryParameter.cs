namespace IxpServer.Api.Http;

/// <summary>A parameter of a query, as the OpenAPI document tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
internal sealed record QueryParameter(string Name, string Description)
{
    /// <summary>Its JSON Schema type.</summary>
    internal string Type { get; init; } = "string";

    /// <summary>Its JSON Schema format.</summary>
    internal string? Format { get; private init; }

    internal long? Min { get; private init; }

    internal long? Max { get; private init; }

    internal int? MaxLength { get; private init; }

    /// <summary>The values that it may have; null for any of its type.</summary>
    internal IReadOnlyList<string>? Values { get; private init; }

    /// <summary>Whether a request without it is refused.</summary>
    internal bool IsRequired { get; private init; }

    internal static QueryParameter Text(string name, string description, int? maxLength = null) =>
        new(name, description) { MaxLength = maxLength };

    internal static QueryParameter Id(string name, string description) => new(name, description) { Format = "uuid" };

    internal static QueryParameter Time(string name, string description) =>
        new(name, description) { Format = "date-time" };

    internal static QueryParameter Flag(string name, string description) => new(name, description) { Type = "boolean" };

    internal static QueryParameter OneOf(string name, string description, params IReadOnlyList<string> values) =>
        new(name, description) { Values = values };

    internal static QueryParameter Integer(
        string name,
        string description,
        long min,
        long? max = null,
        bool isRequired = false
    ) =>
        new(name, description)
        {
            Type = "integer",
            Min = min,
            Max = max,
            IsRequired = isRequired,
        };
}
