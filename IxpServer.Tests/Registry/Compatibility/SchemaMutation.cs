using System.Text.Json.Nodes;

namespace IxpServer.Tests.Registry.Compatibility;

/// <summary>Changes schemas made by the generator.</summary>
internal static class SchemaMutation
{
    /// <summary>Makes a schema accept more, here and there within it.</summary>
    public static void Widen(JsonNode schema, Random random)
    {
        if (schema is not JsonObject json)
        {
            return;
        }

        foreach (var keyword in json.Select(member => member.Key).ToList())
        {
            if (random.Next(2) == 0)
            {
                Widen(json, keyword, random);
            }
        }

        foreach (var child in Children(json))
        {
            Widen(child, random);
        }
    }

    /// <summary>Makes a schema another one: wider, narrower, or simply different somewhere.</summary>
    public static JsonNode Change(JsonNode schema, Random random)
    {
        var before = schema.ToJsonString();
        for (var attempt = 0; attempt < 20 && schema.ToJsonString() == before; attempt++)
        {
            TryChange(schema, random);
        }

        return schema;
    }

    private static void TryChange(JsonNode schema, Random random)
    {
        var places = All(schema).OfType<JsonObject>().ToList();
        if (places.Count == 0)
        {
            return;
        }

        var place = places[random.Next(places.Count)];
        var keyword = place.Count == 0 ? null : place.ElementAt(random.Next(place.Count)).Key;
        switch (random.Next(6))
        {
            case 0 when keyword is not null:
                place.Remove(keyword);
                break;
            case 1 when keyword is not null:
                Widen(place, keyword, random);
                break;
            case 2 when keyword is not null && place[keyword]?.GetValueKind() is System.Text.Json.JsonValueKind.Number:
                place[keyword] = place[keyword]!.GetValue<int>() + random.Next(-2, 3);
                break;
            case 3:
                var (name, value) = Extra(random);
                place[name] = value;
                break;
            case 4 when keyword is not null && place[keyword] is JsonArray { Count: > 1 } list:
                list.RemoveAt(random.Next(list.Count));
                break;
            case 5 when place["properties"] is JsonObject { Count: > 0 } properties:
                properties.Remove(properties.First().Key);
                break;
        }
    }

    private static (string Name, JsonNode Value) Extra(Random random) =>
        random.Next(9) switch
        {
            0 => ("minLength", random.Next(3)),
            1 => ("maximum", random.Next(60)),
            2 => ("additionalProperties", random.Next(2) == 0),
            3 => ("required", new JsonArray("p0a")),
            4 => ("uniqueItems", true),
            5 => ("type", new JsonArray("string", "number", "object", "array")),
            6 => ("not", new JsonObject { ["type"] = "null" }),
            7 => ("maxProperties", random.Next(4)),
            _ => ("propertyNames", new JsonObject { ["maxLength"] = random.Next(6) }),
        };

    private static void Widen(JsonObject json, string keyword, Random random)
    {
        switch (keyword)
        {
            case "maxLength" or "maxItems" or "exclusiveMaximum":
                json[keyword] = json[keyword]!.GetValue<int>() + random.Next(3);
                break;
            case "minLength" or "minItems":
                json[keyword] = Math.Max(0, json[keyword]!.GetValue<int>() - random.Next(3));
                break;
            case "minimum":
                json[keyword] = json[keyword]!.GetValue<int>() - random.Next(3);
                break;
            case "required" when json[keyword] is JsonArray { Count: > 0 } names:
                names.RemoveAt(random.Next(names.Count));
                break;
            case "enum":
                json[keyword]!.AsArray().Add($"wide{random.Next()}");
                break;
            case "anyOf":
                json[keyword]!.AsArray().Add(new JsonObject { ["type"] = "null" });
                break;
            case "additionalProperties" when json[keyword]?.GetValueKind() is System.Text.Json.JsonValueKind.False:
                json[keyword] = true;
                break;
            case "type"
                when json[keyword]?.GetValueKind() is System.Text.Json.JsonValueKind.String
                    && json["type"]!.GetValue<string>() == "integer":
                json[keyword] = "number";
                break;
        }
    }

    private static IEnumerable<JsonNode> Children(JsonObject json)
    {
        foreach (var keyword in new[] { "anyOf", "oneOf", "allOf" })
        {
            foreach (var branch in json[keyword] as JsonArray ?? [])
            {
                yield return branch!;
            }
        }

        foreach (var (_, property) in json["properties"] as JsonObject ?? [])
        {
            yield return property!;
        }

        if (json["items"] is { } items)
        {
            yield return items;
        }
    }

    private static IEnumerable<JsonNode> All(JsonNode schema) =>
        schema is JsonObject json ? Children(json).SelectMany(All).Prepend(schema) : [schema];
}
