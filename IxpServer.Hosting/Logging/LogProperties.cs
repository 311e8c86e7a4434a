using System.Globalization;
using System.Text.Json;
using Serilog.Core;
using Serilog.Events;

namespace IxpServer.Hosting.Logging;

/// <summary>Writes what a message has besides its text, as <c>meta</c>.</summary>
internal sealed class LogProperties(Utf8JsonWriter json)
{
    private const int MaxValue = 2 * 1024;
    private const int MaxNames = 1_000;

    /// <summary>What scopes and providers add that stands in fields of its own, or says nothing more.</summary>
    private static readonly string[] Known =
    [
        Constants.SourceContextPropertyName,
        "RequestId",
        "EventId",
        "SpanId",
        "TraceId",
        "ParentId",
    ];

    private readonly Dictionary<string, JsonEncodedText> _names = new(StringComparer.Ordinal);

    /// <summary>Writes them; the request's id has a field of its own.</summary>
    internal void Write(IReadOnlyDictionary<string, LogEventPropertyValue> properties)
    {
        if (properties.TryGetValue("RequestId", out var id))
        {
            json.WriteString("requestId", Text(id));
        }

        var isOpen = false;
        foreach (var (name, value) in properties)
        {
            if (Known.Contains(name, StringComparer.Ordinal))
            {
                continue;
            }

            if (!isOpen)
            {
                json.WriteStartObject("meta");
                isOpen = true;
            }

            json.WritePropertyName(Name(name));
            WriteValue(value);
        }

        if (isOpen)
        {
            json.WriteEndObject();
        }
    }

    private void WriteValue(LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue { Value: null }:
                json.WriteNullValue();
                break;
            case ScalarValue { Value: bool flag }:
                json.WriteBooleanValue(flag);
                break;
            case ScalarValue { Value: int number }:
                json.WriteNumberValue(number);
                break;
            case ScalarValue { Value: long number }:
                json.WriteNumberValue(number);
                break;
            case ScalarValue { Value: double number } when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Clip(Text(value), MaxValue));
                break;
        }
    }

    /// <summary>In camel case, and without dots: these would be objects to a search engine.</summary>
    private JsonEncodedText Name(string name)
    {
        if (!_names.TryGetValue(name, out var encoded))
        {
            encoded = JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(name.Replace('.', '_')));
            if (_names.Count < MaxNames)
            {
                _names.Add(name, encoded);
            }
        }

        return encoded;
    }

    internal static string Text(LogEventPropertyValue value) =>
        value is ScalarValue scalar
            ? Convert.ToString(scalar.Value, CultureInfo.InvariantCulture) ?? ""
            : value.ToString(null, CultureInfo.InvariantCulture);

    internal static ReadOnlySpan<char> Clip(string text, int most) =>
        text.Length <= most ? text : text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most);
}
