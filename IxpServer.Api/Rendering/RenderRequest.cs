using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Registry;
using Semver;

namespace IxpServer.Api.Rendering;

/// <summary>A render request whose shape has been checked; the parameters have not.</summary>
/// <param name="Name">The intent's name.</param>
/// <param name="Range">The versions asked for; null means the latest.</param>
/// <param name="RangeText">The range as written.</param>
/// <param name="Parameters">The parameters as sent; undefined when there were none.</param>
/// <param name="Options">Extra props of the caller's, an object; null when there are none.</param>
/// <param name="SessionId">The session that the render shall belong to; whether it may has not been checked.</param>
internal readonly record struct RenderRequest(
    string Name,
    SemVersionRange? Range,
    string? RangeText,
    JsonElement Parameters,
    JsonElement? Options,
    Guid? SessionId
)
{
    internal static IxpError? Read(JsonElement body, out RenderRequest request)
    {
        request = default;
        if (body.ValueKind is not JsonValueKind.Object)
        {
            return IxpError.InvalidRequest("The body must be a JSON object with a member \"intent\"");
        }

        if (!body.TryGetProperty("intent", out var intent) || intent.ValueKind is not JsonValueKind.Object)
        {
            return IxpError.InvalidRequest("Missing intent.name: \"intent\" must be an object with a \"name\"");
        }

        if (!intent.TryGetProperty("name", out var name) || name.ValueKind is not JsonValueKind.String)
        {
            return IxpError.InvalidRequest("Missing intent.name: it must be a string");
        }

        if (name.GetString() is not { Length: > 0 } text)
        {
            return IxpError.InvalidRequest("Missing intent.name: it must not be empty");
        }

        SemVersionRange? range = null;
        string? rangeText = null;
        if (Optional(intent, "version") is { } version)
        {
            rangeText = version.ValueKind is JsonValueKind.String ? version.GetString() : null;
            if (rangeText is not VersionRanges.Latest && !VersionRanges.TryParseRange(rangeText, out range))
            {
                return IxpError.InvalidRequest("intent.version must be a semantic version or range, such as ^1.2");
            }
        }

        var options = Optional(body, "options");
        if (options is { ValueKind: not JsonValueKind.Object })
        {
            return IxpError.InvalidRequest("options must be an object");
        }

        var context = Optional(body, "context");
        if (context is { ValueKind: not JsonValueKind.Object })
        {
            return IxpError.InvalidRequest("context must be an object");
        }

        Guid? sessionId = null;
        if (context is { } given && Optional(given, "sessionId") is { } session)
        {
            sessionId = session.ValueKind is JsonValueKind.String && session.TryGetGuid(out var id) ? id : null;
            if (sessionId is null)
            {
                return IxpError.InvalidRequest("context.sessionId must be the id of a session");
            }
        }

        intent.TryGetProperty("parameters", out var parameters);
        request = new RenderRequest(text, range, rangeText, parameters, options, sessionId);
        return null;
    }

    private static JsonElement? Optional(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
}
