using System.Text.Json;

namespace IxpServer.JsonSchema;

/// <summary>One assertion that an instance violates.</summary>
public sealed class ValidationFault
{
    /// <summary>The keyword; "false" for a schema that admits nothing, "$budget" for a budget that ran out.</summary>
    public required string Keyword { get; init; }

    /// <summary>What is wrong, in English, for people: "must be at least 1", "Required".</summary>
    public required string Message { get; init; }

    /// <summary>
    /// JSON Pointer (RFC 6901) to the value at fault. For <c>required</c> that is the object, not the missing member.
    /// </summary>
    public required string InstanceLocation { get; init; }

    /// <summary>
    /// The same place as names (<see cref="string"/>) and positions (<see cref="int"/>). For <c>required</c>,
    /// <c>dependentRequired</c>, <c>additionalProperties</c> and <c>unevaluatedProperties</c> it ends with the member's name.
    /// </summary>
    public required IReadOnlyList<object> Path { get; init; }

    /// <summary>The way taken through the schema, through references too (JSON Schema Core 2020-12, section 12.3.1).</summary>
    public required string KeywordLocation { get; init; }

    /// <summary>The keyword's own URI and JSON Pointer (JSON Schema Core 2020-12, section 12.3.2).</summary>
    public required string AbsoluteKeywordLocation { get; init; }

    /// <summary>For <c>type</c>, and where every branch wants another type: the types asked for, "string | null".</summary>
    public string? Expected { get; init; }

    /// <summary>The JSON type of what was found; "undefined" for a missing member.</summary>
    public string? Received { get; init; }

    /// <summary>The keyword's value where that is a number: of <c>minimum</c>, <c>maxLength</c>, <c>multipleOf</c> and so on.</summary>
    public JsonElement? Limit { get; init; }

    /// <summary>The array of <c>enum</c>, or the value of <c>const</c>.</summary>
    public JsonElement? Options { get; init; }
}
