using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

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

    private static readonly JsonEncodedText[] Levels =
    [
        .. Enum.GetValues<LogEventLevel>().Select(level => JsonEncodedText.Encode(LogLevels.NameOf(level))),
    ];

    private readonly ArrayBufferWriter<byte> _buffer = new(4 * 1024);
    private readonly Utf8JsonWriter _json;
    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);
    private readonly MessageTemplateTextFormatter _message = new("{Message:l}", CultureInfo.InvariantCulture);
    private readonly LogProperties _properties;
    private readonly RequestLineFormatter _requests;
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
        _properties = new(_json);
        _requests = new(service, Environment.MachineName);
    }

    /// <summary>The line with its end; valid until the next call.</summary>
    internal ReadOnlyMemory<byte> Format(LogEntry entry) =>
        entry.Request is { } request ? _requests.Format(request) : Format(entry.ToEvent());

    private ReadOnlyMemory<byte> Format(LogEvent logEvent)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString(Names.Timestamp, logEvent.Timestamp.UtcDateTime);
        _json.WriteString(Names.Level, Levels[(int)logEvent.Level]);
        _json.WriteString(Names.Message, LogProperties.Clip(Message(logEvent), MaxMessage));
        if (logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var category))
        {
            _json.WriteString(Names.Category, LogProperties.Text(category));
        }

        WriteTrace(logEvent);
        _json.WriteString(Names.Service, _service);
        _json.WriteString(Names.Host, _host);
        _properties.Write(logEvent.Properties);
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
            _json.WriteString(Names.TraceId, trace.ToHexString());
        }

        if (logEvent.SpanId is { } span && span != default)
        {
            _json.WriteString(Names.SpanId, span.ToHexString());
        }
    }

    private void WriteError(Exception exception)
    {
        _json.WriteStartObject("error");
        _json.WriteString("type", exception.GetType().FullName);
        _json.WriteString("message", LogProperties.Clip(exception.Message, MaxMessage));
        _json.WriteString("stack", LogProperties.Clip(exception.ToString(), MaxStack));
        _json.WriteEndObject();
    }

    /// <summary>Encoded once, as every line has them.</summary>
    private static class Names
    {
        internal static readonly JsonEncodedText Category = JsonEncodedText.Encode("category");
        internal static readonly JsonEncodedText Host = JsonEncodedText.Encode("host");
        internal static readonly JsonEncodedText Level = JsonEncodedText.Encode("level");
        internal static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");
        internal static readonly JsonEncodedText Service = JsonEncodedText.Encode("service");
        internal static readonly JsonEncodedText SpanId = JsonEncodedText.Encode("spanId");
        internal static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("@timestamp");
        internal static readonly JsonEncodedText TraceId = JsonEncodedText.Encode("traceId");
    }
}
