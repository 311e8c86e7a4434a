using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace IxpServer.ServiceDefaults.Logging;

/// <summary>
/// Makes one line of JSON of each event. Its fields are few and fixed; what a message has besides goes into
/// <c>meta</c>, as text and numbers only, so that a search engine never meets two shapes under one name.
/// For one thread.
/// </summary>
internal sealed class LogLineFormatter : IDisposable
{
    private const int MostMessage = 8 * 1024;
    private const int MostStack = 32 * 1024;
    private const int MostValue = 2 * 1024;
    private const int MostNames = 1_000;

    /// <summary>What scopes and providers add that stands in fields of its own, or says nothing more.</summary>
    private static readonly string[] Known =
    [
        Constants.SourceContextPropertyName,
        RequestLine.PropertyName,
        "RequestId",
        "EventId",
        "SpanId",
        "TraceId",
        "ParentId",
    ];

    private readonly ArrayBufferWriter<byte> _buffer = new(4 * 1024);
    private readonly Utf8JsonWriter _json;
    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);
    private readonly MessageTemplateTextFormatter _message = new("{Message:l}", CultureInfo.InvariantCulture);
    private readonly Dictionary<string, JsonEncodedText> _names = new(StringComparer.Ordinal);
    private readonly string _service;
    private readonly string _host;

    /// <param name="service">The program's name.</param>
    internal LogLineFormatter(string service)
    {
        _service = service;
        _host = Environment.MachineName;
        _json = new Utf8JsonWriter(
            _buffer,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
        );
    }

    /// <summary>The line with its end; valid until the next call.</summary>
    internal ReadOnlyMemory<byte> Format(LogEvent logEvent)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("@timestamp", logEvent.Timestamp.UtcDateTime);
        _json.WriteString("level", LogLevels.NameOf(logEvent.Level));
        var request = RequestOf(logEvent);
        _json.WriteString("message", Clip(request?.ToString() ?? Message(logEvent), MostMessage));
        if (logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var category))
        {
            _json.WriteString("category", Text(category));
        }

        WriteTrace(logEvent);
        _json.WriteString("service", _service);
        _json.WriteString("host", _host);
        if (request is not null)
        {
            request.WriteTo(_json);
        }
        else
        {
            WriteProperties(logEvent.Properties);
        }

        if (logEvent.Exception is { } exception)
        {
            WriteError(exception);
        }

        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n"u8);
        return _buffer.WrittenMemory;
    }

    public void Dispose()
    {
        _json.Dispose();
        _text.Dispose();
    }

    private static RequestLine? RequestOf(LogEvent logEvent) =>
        logEvent.Properties.GetValueOrDefault(RequestLine.PropertyName) is ScalarValue { Value: RequestLine request }
            ? request
            : null;

    private string Message(LogEvent logEvent)
    {
        _text.GetStringBuilder().Clear();
        _message.Format(logEvent, _text);
        return _text.ToString();
    }

    private void WriteTrace(LogEvent logEvent)
    {
        if (logEvent.TraceId is { } trace && trace != default)
        {
            _json.WriteString("traceId", trace.ToHexString());
        }

        if (logEvent.SpanId is { } span && span != default)
        {
            _json.WriteString("spanId", span.ToHexString());
        }
    }

    private void WriteProperties(IReadOnlyDictionary<string, LogEventPropertyValue> properties)
    {
        if (properties.TryGetValue("RequestId", out var id))
        {
            _json.WriteString("requestId", Text(id));
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
                _json.WriteStartObject("meta");
                isOpen = true;
            }

            _json.WritePropertyName(Name(name));
            WriteValue(value);
        }

        if (isOpen)
        {
            _json.WriteEndObject();
        }
    }

    private void WriteValue(LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue { Value: null }:
                _json.WriteNullValue();
                break;
            case ScalarValue { Value: bool flag }:
                _json.WriteBooleanValue(flag);
                break;
            case ScalarValue { Value: int number }:
                _json.WriteNumberValue(number);
                break;
            case ScalarValue { Value: long number }:
                _json.WriteNumberValue(number);
                break;
            case ScalarValue { Value: double number } when double.IsFinite(number):
                _json.WriteNumberValue(number);
                break;
            default:
                _json.WriteStringValue(Clip(Text(value), MostValue));
                break;
        }
    }

    private void WriteError(Exception exception)
    {
        _json.WriteStartObject("error");
        _json.WriteString("type", exception.GetType().FullName);
        _json.WriteString("message", Clip(exception.Message, MostMessage));
        _json.WriteString("stack", Clip(exception.ToString(), MostStack));
        _json.WriteEndObject();
    }

    /// <summary>In camel case, and without dots: these would be objects to a search engine.</summary>
    private JsonEncodedText Name(string name)
    {
        if (!_names.TryGetValue(name, out var encoded))
        {
            encoded = JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(name.Replace('.', '_')));
            if (_names.Count < MostNames)
            {
                _names.Add(name, encoded);
            }
        }

        return encoded;
    }

    private static string Text(LogEventPropertyValue value) =>
        value is ScalarValue scalar
            ? Convert.ToString(scalar.Value, CultureInfo.InvariantCulture) ?? ""
            : value.ToString(null, CultureInfo.InvariantCulture);

    private static ReadOnlySpan<char> Clip(string text, int most) =>
        text.Length <= most ? text : text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most);
}
