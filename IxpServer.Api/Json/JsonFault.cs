namespace IxpServer.Api.Json;

/// <summary>What is wrong with a JSON text that a parser would let through.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Predicate">What is wrong, as it follows the text's name in a sentence.</param>
public readonly record struct JsonFault(JsonFaultKind Kind, string Predicate);

/// <summary>What a <see cref="JsonFault"/> is about.</summary>
public enum JsonFaultKind
{
    /// <summary>Bytes that are no UTF-8.</summary>
    Utf8,

    /// <summary>Text that not every consumer can hold: a lone surrogate, U+0000.</summary>
    Text,

    /// <summary>A number beyond a double.</summary>
    Number,

    /// <summary>More object members than a text of its size may have.</summary>
    Members,
}
