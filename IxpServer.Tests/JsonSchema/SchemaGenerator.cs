using System.Text.Json.Nodes;

namespace IxpServer.Tests.JsonSchema;

/// <summary>Makes random schemas together with values that are valid under them.</summary>
internal sealed class SchemaGenerator(Random random)
{
    private const string Letters = "abcXYZ 0189_-.\"\\/é中😀";

    /// <summary>A schema.</summary>
    /// <param name="Json">The schema as JSON.</param>
    /// <param name="Make">Makes a valid value.</param>
    public sealed record Generated(JsonNode Json, Func<JsonNode?> Make);

    /// <summary>Makes a schema nested so many levels at most.</summary>
    public Generated Schema(int depth) =>
        random.Next(depth > 0 ? 10 : 5) switch
        {
            0 => Text(),
            1 => Number(),
            2 => Constant(),
            3 => new(new JsonObject { ["type"] = "boolean" }, () => random.Next(2) == 0),
            4 => new(new JsonObject { ["type"] = "null" }, () => null),
            5 => Array(depth),
            6 => Choice(depth),
            7 => All(depth),
            _ => Object(depth),
        };

    /// <summary>A value that need not fit any schema.</summary>
    public JsonNode? Anything(int depth) => Schema(depth).Make();

    private Generated Text()
    {
        var (min, max) = Range(0, 6);
        var json = new JsonObject
        {
            ["type"] = "string",
            ["minLength"] = min,
            ["maxLength"] = max,
        };
        return new(json, () => string.Concat(Enumerable.Range(0, random.Next(min, max + 1)).Select(_ => Letter())));
    }

    private Generated Number()
    {
        var (min, max) = Range(-50, 50);
        var json = new JsonObject
        {
            ["type"] = random.Next(2) == 0 ? "number" : "integer",
            ["minimum"] = min,
            ["exclusiveMaximum"] = max + 1,
        };
        return new(
            json,
            () => random.Next(3) == 0 ? JsonNode.Parse($"{random.Next(min, max + 1)}.00") : random.Next(min, max + 1)
        );
    }

    private Generated Constant()
    {
        var values = Enumerable
            .Range(0, 3)
            .Select(i => (JsonNode)(random.Next(2) == 0 ? JsonValue.Create(i) : JsonValue.Create("v" + i)))
            .ToArray();
        var json = new JsonObject { ["enum"] = new JsonArray([.. values.Select(value => value.DeepClone())]) };
        return new(json, () => values[random.Next(values.Length)].DeepClone());
    }

    private Generated Array(int depth)
    {
        var items = Schema(depth - 1);
        var (min, max) = Range(0, 4);
        var json = new JsonObject
        {
            ["type"] = "array",
            ["items"] = items.Json,
            ["minItems"] = min,
            ["maxItems"] = max,
        };
        return new(
            json,
            () => new JsonArray([.. Enumerable.Range(0, random.Next(min, max + 1)).Select(_ => items.Make())])
        );
    }

    // Branches of different types, so that a value of one is valid under exactly one.
    private Generated Choice(int depth)
    {
        Generated[] branches = [Text(), Number(), random.Next(2) == 0 ? Array(depth) : Object(depth)];
        var keyword = random.Next(2) == 0 ? "anyOf" : "oneOf";
        var json = new JsonObject { [keyword] = new JsonArray([.. branches.Select(branch => branch.Json)]) };
        return new(json, () => branches[random.Next(branches.Length)].Make());
    }

    private Generated All(int depth)
    {
        var inner = Schema(depth - 1);
        return new(new JsonObject { ["allOf"] = new JsonArray(inner.Json, true) }, inner.Make);
    }

    private Generated Object(int depth)
    {
        var names = Enumerable.Range(0, random.Next(1, 5)).Select(i => "p" + i + Letter()).Distinct().ToList();
        var members = names.ToDictionary(name => name, _ => Schema(depth - 1));
        var required = names.Where(_ => random.Next(3) == 0).ToList();
        foreach (var name in names.Where(_ => random.Next(3) == 0))
        {
            members[name].Json["default"] ??= members[name].Make();
        }

        var json = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(
                names.Select(name => KeyValuePair.Create(name, (JsonNode?)members[name].Json))
            ),
            ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
        };
        var isOpen = random.Next(3);
        if (isOpen > 0)
        {
            json["additionalProperties"] = isOpen == 1;
        }

        return new(
            json,
            () =>
            {
                var value = new JsonObject();
                foreach (
                    var name in names
                        .Where(name => required.Contains(name) || random.Next(2) == 0)
                        .OrderBy(_ => random.Next())
                )
                {
                    value[name] = members[name].Make();
                }

                if (isOpen < 2 && random.Next(2) == 0)
                {
                    value["extra"] = Letter();
                }

                return value;
            }
        );
    }

    private (int Min, int Max) Range(int from, int to)
    {
        var min = random.Next(from, to);
        return (min, random.Next(min, to));
    }

    private string Letter()
    {
        var runes = Letters.EnumerateRunes().ToArray();
        return runes[random.Next(runes.Length)].ToString();
    }
}
