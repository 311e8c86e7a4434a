using System.Text.Json;
using System.Text.Json.Serialization;
using IxpServer.Api.Requests;
using IxpServer.Hosting.Logging;

namespace IxpServer.Api.Operations.Logs;

/// <summary>A level that is set or taken back, as replicas tell each other of it.</summary>
/// <param name="Category">A category or its beginning, or <c>Default</c>.</param>
/// <param name="Level">Null takes it back.</param>
/// <param name="ExpiresAt">When it goes back by itself.</param>
/// <param name="ChangedAt">When that was decided: of two changes of a category the later one holds everywhere.</param>
internal sealed record LogLevelChange(
    string Category,
    LogLevel? Level,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset ChangedAt
) : IRequestBody<LogLevelChange>
{
    private const int MaxCategory = 200;
    private const int MaxExpiry = 7 * 24 * 3_600;

    public static Type Shape => typeof(LogLevelRequestBody);

    public static LogLevelChange Read(RequestFields fields)
    {
        var name = fields.OptionalText("level", MaxCategory);
        if (name is not null && LogLevels.Find(name) is null)
        {
            fields.Fault("level", "invalid_enum_value", $"must be {LogLevels.Allowed}");
        }

        var category = fields.OptionalText("category", MaxCategory) ?? LogLevelSwitch.Default;
        if (!category.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_'))
        {
            fields.Fault("category", "invalid_string", "must be a name of letters, digits, dots and underscores");
        }

        int? wait = null;
        if (fields.Member("expiresInSeconds") is { } value)
        {
            wait = Seconds(value);
            if (wait is null)
            {
                fields.Fault("expiresInSeconds", "invalid_type", $"must be a whole number from 1 to {MaxExpiry}");
            }
        }

        return new(
            category,
            LogLevels.Find(name),
            wait is { } seconds ? fields.Now.AddSeconds(seconds) : null,
            fields.Now
        );
    }

    private static int? Seconds(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var seconds) && seconds is > 0 and <= MaxExpiry
            ? seconds
            : null;

    /// <summary>For the audit log and the other replicas.</summary>
    internal string ToJson() =>
        JsonSerializer.Serialize(
            new LogLevelMessage(Level is { } level ? LogLevels.NameOf(level) : null, Category, ExpiresAt, ChangedAt),
            LogLevelJson.Default.LogLevelMessage
        );

    /// <summary>Reads what another replica told; null when it makes no sense.</summary>
    internal static LogLevelChange? Parse(string json)
    {
        try
        {
            return
                JsonSerializer.Deserialize(json, LogLevelJson.Default.LogLevelMessage)
                    is { Category: { } category } message
                && (message.Level is null || LogLevels.Find(message.Level) is not null)
                ? new(category, LogLevels.Find(message.Level), message.ExpiresAt, message.ChangedAt)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A change on its way.</summary>
internal sealed record LogLevelMessage(
    string? Level,
    string? Category,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset ChangedAt
);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LogLevelMessage))]
internal sealed partial class LogLevelJson : JsonSerializerContext;
