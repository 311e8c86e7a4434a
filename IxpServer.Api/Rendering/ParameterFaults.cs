using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Rendering;

/// <summary>Tells a caller what is wrong with its parameters, in the original server's vocabulary.</summary>
internal static class ParameterFaults
{
    /// <summary>An answer must stay small, however large the nonsense was.</summary>
    private const int MaxListed = 100;

    private const int MaxOptions = 20;

    private const int MaxInMessage = 20;

    /// <param name="faults">Every fault of the parameters.</param>
    /// <param name="schema">The intent's schema, which tells what a missing parameter should have been.</param>
    internal static IxpError ToError(IReadOnlyList<ValidationFault> faults, JsonElement schema)
    {
        var message = new StringBuilder("Parameter validation failed: ");
        message.AppendJoin(", ", faults.Take(MaxInMessage).Select(Describe));
        if (faults.Count > MaxInMessage)
        {
            message.Append($", and {faults.Count - MaxInMessage} more");
        }

        return IxpError.InvalidRequest(message.ToString()) with
        {
            Details = new JsonObject
            {
                ["validationErrors"] = new JsonArray([
                    .. faults.Take(MaxListed).Select(fault => ToJson(fault, schema)),
                ]),
            },
        };
    }

    private static string Describe(ValidationFault fault) =>
        fault.Path.Count is 0 ? fault.Message : $"{fault.Message} at '{IxpError.Clip(string.Join('.', fault.Path))}'";

    private static JsonObject ToJson(ValidationFault fault, JsonElement schema)
    {
        var json = new JsonObject
        {
            ["code"] = Code(fault.Keyword),
            ["message"] = fault.Message,
            ["path"] = new JsonArray([
                .. fault.Path.Select(step =>
                    step is int index ? JsonValue.Create(index) : JsonValue.Create(IxpError.Clip((string)step))
                ),
            ]),
        };
        if (fault.Keyword is "required" or "type")
        {
            json["expected"] = fault.Expected ?? ExpectedOf(fault, schema) ?? "any";
            json["received"] = fault.Received;
        }

        if (fault.Limit is { } limit)
        {
            json[LimitName(fault.Keyword)] = JsonValue.Create(limit);
        }

        if (fault.Options is { } options)
        {
            // The one option of a const may itself be an array.
            json["options"] = fault.Keyword is "const" ? new JsonArray(Shortened(options)) : Shortened(options);
        }

        json["instanceLocation"] = IxpError.Clip(fault.InstanceLocation);
        json["keywordLocation"] = fault.KeywordLocation;
        return json;
    }

    private static JsonNode? Shortened(JsonElement options) =>
        options.ValueKind is JsonValueKind.Array
            ? new JsonArray([
                .. options.EnumerateArray().Take(MaxOptions).Select(option => JsonNode.Parse(option.GetRawText())),
            ])
            : JsonNode.Parse(options.GetRawText());

    /// <summary>The declared type of a missing property, where its declaration stands beside <c>required</c>.</summary>
    private static string? ExpectedOf(ValidationFault fault, JsonElement schema)
    {
        var declaring = fault.KeywordLocation[..^fault.Keyword.Length];
        var name = JsonReading.PointerToken(fault.Path[^1].ToString()!);
        return
            JsonPointers.Find(schema, $"{declaring}properties/{name}/type") is { ValueKind: JsonValueKind.String } type
            ? type.GetString()
            : null;
    }

    private static string Code(string keyword) =>
        keyword switch
        {
            "type" or "required" => "invalid_type",
            "minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties" => "too_small",
            "maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties" => "too_big",
            "enum" => "invalid_enum_value",
            "pattern" or "format" => "invalid_string",
            _ => keyword,
        };

    private static string LimitName(string keyword) =>
        Code(keyword) switch
        {
            "too_small" => "minimum",
            "too_big" => "maximum",
            _ => keyword,
        };
}
