using System.Text;
using System.Text.Json.Nodes;
using IxpServer.Api.Http;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Rendering;

/// <summary>Tells a caller what is wrong with its parameters, in the original server's vocabulary.</summary>
internal static class ParameterFaults
{
    /// <summary>An answer must stay small, however large the nonsense was.</summary>
    private const int MostListed = 1_000;

    private const int MostInMessage = 20;

    internal static IxpError ToError(IReadOnlyList<ValidationFault> faults)
    {
        var message = new StringBuilder("Parameter validation failed: ");
        message.AppendJoin(", ", faults.Take(MostInMessage).Select(Describe));
        if (faults.Count > MostInMessage)
        {
            message.Append($", and {faults.Count - MostInMessage} more");
        }

        return IxpError.InvalidRequest(message.ToString()) with
        {
            Details = new JsonObject
            {
                ["validationErrors"] = new JsonArray([.. faults.Take(MostListed).Select(ToJson)]),
            },
        };
    }

    private static string Describe(ValidationFault fault) =>
        fault.Path.Count is 0 ? fault.Message : $"{fault.Message} at '{string.Join('.', fault.Path)}'";

    private static JsonObject ToJson(ValidationFault fault)
    {
        var json = new JsonObject
        {
            ["code"] = Code(fault.Keyword),
            ["message"] = fault.Message,
            ["path"] = new JsonArray([
                .. fault.Path.Select(step =>
                    step is int index ? JsonValue.Create(index) : JsonValue.Create((string)step)
                ),
            ]),
        };
        if (fault.Keyword is "required" or "type")
        {
            json["expected"] = fault.Expected ?? "any";
            json["received"] = fault.Received;
        }

        if (fault.Limit is { } limit)
        {
            json[LimitName(fault.Keyword)] = JsonValue.Create(limit);
        }

        if (fault.Options is { } options)
        {
            json["options"] = JsonNode.Parse(options.GetRawText());
        }

        json["instanceLocation"] = fault.InstanceLocation;
        json["keywordLocation"] = fault.KeywordLocation;
        return json;
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
