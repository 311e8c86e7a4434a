using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>
/// Writes the line of a request byte by byte, with the fields that every line has and its own. Every request makes one,
/// so that what a general writer does besides would be felt. For one thread.
/// </summary>
internal sealed class RequestLineFormatter(string service, string host)
{
    /// <summary>The most bytes of UTF-8 that one of .NET's characters takes.</summary>
    private const int MaxCharacter = 3;

    /// <summary>More than a number, a time or a Guid takes.</summary>
    private const int MaxValue = 64;

    private static readonly byte[][] Levels =
    [
        .. Enum.GetValues<LogLevel>().Select(level => Encoding.UTF8.GetBytes(LogLevels.NameOf(level))),
    ];

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private readonly byte[] _program = Encoding.UTF8.GetBytes(
        $"\",\"service\":\"{JsonEncodedText.Encode(service)}\",\"host\":\"{JsonEncodedText.Encode(host)}\",\"requestId\":\""
    );

    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly byte[] _duration = new byte[MaxValue];

    /// <summary>The line with its end; valid until the next call.</summary>
    internal ReadOnlyMemory<byte> Format(RequestLine request)
    {
        _line.ResetWrittenCount();
        request.DurationMs.TryFormat(_duration, out var length, null, CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> duration = _duration.AsSpan(0, length);
        Write("{\"@timestamp\":\""u8);
        Write(request.Timestamp.UtcDateTime, "O");
        Write("\",\"level\":\""u8);
        Write(Levels[(int)request.Level]);
        Write("\",\"message\":\""u8, request.Method);
        Write(" "u8, request.Path);
        Write(" answered "u8);
        Write(request.Status);
        Write(" in "u8);
        Write(duration);
        Write(" ms\",\"category\":\""u8, request.Category);
        if (request.TraceId is { } trace)
        {
            Write("\",\"traceId\":\""u8, trace);
            Write("\",\"spanId\":\""u8, request.SpanId!);
        }

        Write(_program, request.RequestId);
        if (request.UserId is { } user)
        {
            Write("\",\"userId\":\""u8);
            Write(user);
        }

        WriteHttp(request, duration);
        return _line.WrittenMemory;
    }

    private void WriteHttp(RequestLine request, ReadOnlySpan<byte> duration)
    {
        Write("\",\"http\":{\"method\":\""u8, request.Method);
        if (request.Route is { } route)
        {
            Write("\",\"route\":\""u8, route);
        }

        Write("\",\"path\":\""u8, request.Path);
        Write("\",\"status\":"u8);
        Write(request.Status);
        Write(",\"durationMs\":"u8);
        Write(duration);
        if (request.Bytes is { } bytes)
        {
            Write(",\"bytes\":"u8);
            Write(bytes);
        }

        WriteMember(",\"userAgent\":\""u8, request.UserAgent);
        WriteMember(",\"ip\":\""u8, request.Ip);
        Write("}}\n"u8);
    }

    private void WriteMember(ReadOnlySpan<byte> before, string? text)
    {
        if (text is not null)
        {
            Write(before, text);
            Write("\""u8);
        }
    }

    private void Write(ReadOnlySpan<byte> before, string text)
    {
        Write(before);
        var bytes = _line.GetSpan(text.Length * MaxCharacter);
        var length = Encoding.UTF8.GetBytes(text, bytes);
        if (Encoder.FindFirstCharacterToEncodeUtf8(bytes[..length]) < 0)
        {
            _line.Advance(length);
        }
        else
        {
            // What is no Unicode has been replaced by now.
            Write(JsonEncodedText.Encode(bytes[..length], Encoder).EncodedUtf8Bytes);
        }
    }

    private void Write(ReadOnlySpan<byte> raw)
    {
        raw.CopyTo(_line.GetSpan(raw.Length));
        _line.Advance(raw.Length);
    }

    private void Write<T>(T value, string? format = null)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(_line.GetSpan(MaxValue), out var length, format, CultureInfo.InvariantCulture);
        _line.Advance(length);
    }
}
