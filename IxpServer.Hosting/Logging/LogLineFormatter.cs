using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>
/// Makes one line of JSON of each event. Its fields are few and fixed; what a message has besides goes into
/// <c>meta</c>, as text and numbers only, so that a search engine never meets two shapes under one name.
/// For one thread.
/// </summary>
internal sealed class LogLineFormatter : IDisposable
{
    private const int MaxMessage = 8 * 1024;
    private const int MaxStack = 32 * 1024;
    private const int MaxValue = 2 * 1024;
    private const int MaxNames = 1_000;

    /// <summary>What the framework calls the request's id, which has a field of its own.</summary>
    private const string RequestId = "RequestId";

    private static readonly JsonEncodedText[] Levels =
    [
        .. Enum.GetValues<LogLevel>().Select(level => JsonEncodedText.Encode(LogLevels.NameOf(level))),
    ];

    private readonly ArrayBufferWriter<byte> _buffer = new(4 * 1024);
    private readonly Utf8JsonWriter _json;
    private readonly Dictionary<string, JsonEncodedText> _names = new(StringComparer.Ordinal);
    private readonly JsonEncodedText _service;
    private readonly JsonEncodedText _host;

    /// <param name="service">The program's name.</param>
    internal LogLineFormatter(string service)
    {
        _service = JsonEncodedText.Encode(service);
        _host = JsonEncodedText.Encode(Environment.MachineName);
        _json = new Utf8JsonWriter(
            _buffer,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
        );
    }

    /// <summary>The line with its end; valid until the next call.</summary>
    internal ReadOnlyMemory<byte> Format(LogEntry entry)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("@timestamp"u8, entry.Timestamp.UtcDateTime);
        _json.WriteString("level"u8, Levels[(int)entry.Level]);
        _json.WriteString("message"u8, Clip(entry.Text, MaxMessage));
        _json.WriteString("category"u8, entry.Category);
        if (entry.TraceId is { } trace)
        {
            _json.WriteString("traceId"u8, trace);
            _json.WriteString("spanId"u8, entry.SpanId);
        }

        _json.WriteString("service"u8, _service);
        _json.WriteString("host"u8, _host);
        if (entry is RequestLine request)
        {
            WriteRequest(request);
        }
        else
        {
            WriteValues((LogMessage)entry);
        }

        if (entry.Exception is { } exception)
        {
            WriteError(exception);
        }

        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n"u8);
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();

    private void WriteRequest(RequestLine request)
    {
        _json.WriteString("requestId"u8, request.RequestId);
        if (request.UserId is { } user)
        {
            _json.WriteString("userId"u8, user);
        }

        _json.WriteStartObject("http"u8);
        _json.WriteString("method"u8, request.Method);
        WriteText("route"u8, request.Route);
        _json.WriteString("path"u8, request.Path);
        _json.WriteNumber("status"u8, request.Status);
        _json.WriteNumber("durationMs"u8, request.DurationMs);
        if (request.Bytes is { } bytes)
        {
            _json.WriteNumber("bytes"u8, bytes);
        }

        WriteText("userAgent"u8, request.UserAgent);
        WriteText("ip"u8, request.Ip);
        _json.WriteEndObject();
    }

    private void WriteText(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }
    }

    private void WriteValues(LogMessage message)
    {
        if (message.Values.Find(value => value.Key is RequestId).Value is { } id)
        {
            _json.WriteString("requestId"u8, $"{id}");
        }

        var isOpen = false;
        foreach (var (name, value) in message.Values)
        {
            if (name is RequestId)
            {
                continue;
            }

            if (!isOpen)
            {
                _json.WriteStartObject("meta"u8);
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

    private void WriteValue(object? value)
    {
        switch (value)
        {
            case null:
                _json.WriteNullValue();
                break;
            case bool flag:
                _json.WriteBooleanValue(flag);
                break;
            case int number:
                _json.WriteNumberValue(number);
                break;
            case long number:
                _json.WriteNumberValue(number);
                break;
            case double number:
                _json.WriteNumberValue(number);
                break;
            default:
                _json.WriteStringValue(Clip((string)value, MaxValue));
                break;
        }
    }

    private void WriteError(Exception exception)
    {
        _json.WriteStartObject("error"u8);
        _json.WriteString("type"u8, exception.GetType().FullName);
        _json.WriteString("message"u8, Clip(exception.Message, MaxMessage));
        _json.WriteString("stack"u8, Clip(exception.ToString(), MaxStack));
        _json.WriteEndObject();
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

    private static ReadOnlySpan<char> Clip(string text, int most) =>
        text.Length <= most ? text : text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most);
}
