using System.Text.Json;
using System.Text.Json.Nodes;
using IxpServer.Api.Http;

namespace IxpServer.Api.Requests;

/// <summary>
/// Reads the members of a request's JSON object one by one and gathers what is wrong with them, so that a caller is
/// told of everything at once, in the form of the protocol's parameter faults.
/// </summary>
/// <param name="body">The request's body.</param>
/// <param name="now">When it came.</param>
public sealed class RequestFields(JsonElement body, DateTimeOffset now = default)
{
    private readonly JsonArray _faults = [];
    private readonly List<string> _messages = [];
    private readonly bool _isObject = body.ValueKind is JsonValueKind.Object;

    private bool _isRead;
    private IxpError? _refusal;

    /// <summary>The whole body, for who reads it otherwise.</summary>
    public JsonElement Body => body;

    /// <summary>When it came.</summary>
    public DateTimeOffset Now => now;

    /// <summary>What is wrong; null when nothing is.</summary>
    public IxpError? Error =>
        _refusal is not null ? _refusal
        : _isRead && !_isObject ? IxpError.InvalidRequest("The body must be a JSON object")
        : _messages.Count is 0 ? null
        : IxpError.InvalidRequest($"The request has faults: {string.Join("; ", _messages)}") with
        {
            Details = new JsonObject { ["validationErrors"] = _faults.DeepClone() },
        };

    /// <summary>A text that must be there. Empty when it is not or is wrong, which is then a fault.</summary>
    /// <param name="name">The member.</param>
    /// <param name="maxLength">The most characters that it may have.</param>
    /// <param name="minLength">The fewest.</param>
    public string Text(string name, int maxLength, int minLength = 1) =>
        Optional(name, maxLength, minLength, isRequired: true) ?? "";

    /// <summary>A text that may be left out or null.</summary>
    public string? OptionalText(string name, int maxLength, int minLength = 1) =>
        Optional(name, maxLength, minLength, isRequired: false);

    /// <summary>A true or false that may be left out or null.</summary>
    public bool? OptionalFlag(string name) =>
        Member(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean(),
            _ => Fault<bool?>(name, "invalid_type", "must be true or false"),
        };

    /// <summary>A point in time in ISO 8601 that may be left out or null.</summary>
    public DateTime? OptionalTime(string name) =>
        Member(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } value when value.TryGetDateTimeOffset(out var time) => time.UtcDateTime,
            _ => Fault<DateTime?>(name, "invalid_type", "must be a date and time in ISO 8601"),
        };

    /// <summary>Any value that may be left out or null.</summary>
    public JsonElement? Member(string name)
    {
        _isRead = true;
        return _isObject && body.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;
    }

    /// <summary>Refuses the whole body.</summary>
    public void Refuse(IxpError error) => _refusal ??= error;

    /// <summary>The error for one fault of a member that is found later.</summary>
    internal static IxpError FaultOf(string name, string code, string message)
    {
        var fields = new RequestFields(JsonElement.Parse("{}"));
        fields.Fault(name, code, message);
        return fields.Error!;
    }

    /// <summary>Notes a fault of a member.</summary>
    /// <param name="name">The member.</param>
    /// <param name="code">For programs, such as <c>invalid_string</c>.</param>
    /// <param name="message">What is wrong, to be read after the member's name.</param>
    public void Fault(string name, string code, string message)
    {
        _messages.Add($"{name} {message}");
        _faults.Add(
            new JsonObject
            {
                ["code"] = code,
                ["message"] = $"{name} {message}",
                ["path"] = new JsonArray(name),
            }
        );
    }

    private T? Fault<T>(string name, string code, string message)
    {
        Fault(name, code, message);
        return default;
    }

    private string? Optional(string name, int maxLength, int minLength, bool isRequired)
    {
        if (Member(name) is not { } value)
        {
            return isRequired ? Fault<string>(name, "invalid_type", "is missing") : null;
        }

        if (value.ValueKind is not JsonValueKind.String)
        {
            return Fault<string>(name, "invalid_type", "must be a string");
        }

        // PostgreSQL can keep any text but this character.
        var text = value.GetString()!;
        return text.Contains('\0', StringComparison.Ordinal)
                ? Fault<string>(name, "invalid_string", "must not contain U+0000")
            : text.Length < minLength ? Fault<string>(name, "too_small", $"must have at least {minLength} characters")
            : text.Length > maxLength ? Fault<string>(name, "too_big", $"must have at most {maxLength} characters")
            : text;
    }
}
