using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Hosting.Logging;

namespace IxpServer.Api.Operations.Logs;

/// <summary>A level that is set or taken back.</summary>
/// <param name="Category">A category or its beginning, or <c>Default</c>.</param>
/// <param name="Level">Null takes it back.</param>
/// <param name="ExpiresAt">When it goes back by itself.</param>
internal sealed record LogLevelChange(string Category, LogLevel? Level, DateTimeOffset? ExpiresAt)
    : IRequestBody<LogLevelChange>
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

        return new(category, LogLevels.Find(name), wait is { } seconds ? fields.Now.AddSeconds(seconds) : null);
    }

    /// <summary>For the audit log.</summary>
    internal string ToJson()
    {
        var level = Level is { } set ? $"\"{LogLevels.NameOf(set)}\"" : "null";
        var expiresAt = ExpiresAt is { } at ? $"\"{Timestamps.Format(at)}\"" : "null";
        return $$"""{"level":{{level}},"expiresAt":{{expiresAt}}}""";
    }

    private static int? Seconds(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var seconds) && seconds is > 0 and <= MaxExpiry
            ? seconds
            : null;
}
