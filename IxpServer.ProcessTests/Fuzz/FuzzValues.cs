using System.Text;
using System.Text.Json;

namespace IxpServer.Tests.Fuzz;

/// <summary>
/// Makes values from schemas, most of them right, so that requests get past the first check, and some of them what an
/// attacker, a broken client or a fast reader of the documents would send.
/// </summary>
internal sealed class FuzzValues(Random random, JsonElement document, IReadOnlyList<string> known)
{
    private const int MaxDepth = 6;

    private static readonly string[] Odd =
    [
        "null",
        "true",
        "0",
        "-1",
        "1e400",
        "1.5",
        "99999999999999999999",
        "\"\"",
        "[]",
        "{}",
        "[[[[]]]]",
        "{\"$ref\":\"#\"}",
        "{\"__proto__\":{\"x\":1}}",
        "{\"a\":1,\"a\":2}",
        "\"\\ud800\"",
        "\"\\u0000\"",
    ];

    private static readonly string[] Texts =
    [
        "",
        " ",
        "a",
        "'; DROP TABLE users; --",
        "\" OR \"\"=\"",
        "%00",
        "../../../../etc/passwd",
        "..%2f..%2fetc",
        "<script>alert(1)</script>",
        "${jndi:ldap://x}",
        "{{7*7}}",
        "é𝒜\u202Enna\uFEFF",
        "2026-13-45T99:99:99Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999+14:00",
        "-9223372036854775809",
        "NaN",
        "eyJhIjoxfQ",
        "AAAA",
        "*",
        ">=1 <0 || x",
        "^99999999999.0.0",
    ];

    private static readonly string[] Usual =
    [
        "show_weather",
        "WeatherCard",
        "1.0.0",
        "^1",
        "active",
        "user",
        "admin",
        "true",
        "false",
        "10",
        "1",
        "2026-01-01T00:00:00Z",
        "someone@example.com",
        "a long enough pass phrase",
        "00000000-0000-7000-8000-000000000000",
        "https://app.example",
    ];

    /// <summary>What a member of this name should hold for a request to get on.</summary>
    private static readonly Dictionary<string, string> Right = new(StringComparer.Ordinal)
    {
        ["name"] = "\"show_weather\"",
        ["version"] = "\"^1\"",
        ["parameters"] = """{"city":"Oslo"}""",
        ["options"] = "{}",
        ["context"] = "{}",
        ["email"] = "\"someone@example.com\"",
        ["password"] = "\"a long enough pass phrase\"",
    };

    internal bool Chance(int percent) => random.Next(100) < percent;

    internal T Any<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    /// <summary>Text for a path, a query or a header.</summary>
    internal string Text() =>
        random.Next(10) switch
        {
            < 4 when known.Count > 0 => Any(known),
            < 7 => Any(Usual),
            < 9 => Any(Texts),
            _ => new string((char)random.Next('!', 0x3000), random.Next(1, 2_000)),
        };

    /// <summary>A body: JSON after the schema, at times broken.</summary>
    internal byte[] Body(JsonElement schema)
    {
        var text = new StringBuilder();
        Write(text, schema, 0);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (bytes.Length > 0 && Chance(10))
        {
            switch (random.Next(3))
            {
                case 0:
                    return bytes[..random.Next(bytes.Length)];
                case 1:
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    break;
                default:
                    return Encoding.UTF8.GetBytes(new string('[', random.Next(200)) + text);
            }
        }

        return bytes;
    }

    private void Write(StringBuilder text, JsonElement schema, int depth)
    {
        schema = Resolve(schema);
        if (Chance(4) || depth > MaxDepth)
        {
            text.Append(Any(Odd));
        }
        else if (schema.TryGetProperty("enum", out var values) && Chance(90))
        {
            text.Append(Any([.. values.EnumerateArray()]).GetRawText());
        }
        else if (schema.TryGetProperty("anyOf", out var any) || schema.TryGetProperty("oneOf", out any))
        {
            Write(text, Any([.. any.EnumerateArray()]), depth + 1);
        }
        else
        {
            WriteType(text, schema, Type(schema), depth);
        }
    }

    private void WriteType(StringBuilder text, JsonElement schema, string? type, int depth)
    {
        switch (type)
        {
            case "object":
                WriteObject(text, schema, depth);
                break;
            case "array":
                var items = schema.TryGetProperty("items", out var item) ? item : default;
                text.Append('[');
                for (var i = random.Next(4); i > 0; i--)
                {
                    Write(text, items, depth + 1);
                    text.Append(i > 1 ? "," : "");
                }

                text.Append(']');
                break;
            case "integer" or "number":
                text.Append(random.Next(-2, 200));
                break;
            case "boolean":
                text.Append(Chance(50) ? "true" : "false");
                break;
            case "null":
                text.Append("null");
                break;
            case "string":
                text.Append(JsonSerializer.Serialize(Text()));
                break;
            default:
                text.Append(Chance(50) ? """{"city":"Oslo","a":[1,{"b":null}]}""" : Any(Odd));
                break;
        }
    }

    private void WriteObject(StringBuilder text, JsonElement schema, int depth)
    {
        var separator = "";
        text.Append('{');
        foreach (var property in Properties(schema).Where(_ => Chance(85)))
        {
            text.Append(separator).Append(JsonSerializer.Serialize(property.Name)).Append(':');
            if (Right.TryGetValue(property.Name, out var right) && Chance(70))
            {
                text.Append(right);
            }
            else
            {
                Write(text, property.Value, depth + 1);
            }

            separator = ",";
        }

        if (Chance(15))
        {
            text.Append(separator).Append(JsonSerializer.Serialize(Text())).Append(':').Append(Any(Odd));
        }

        text.Append('}');
    }

    private static JsonElement.ObjectEnumerator Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : default;

    private string? Type(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return Properties(schema).Any() ? "object" : null;
        }

        return type.ValueKind is JsonValueKind.Array ? Any([.. type.EnumerateArray()]).GetString() : type.GetString();
    }

    private JsonElement Resolve(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return JsonElement.Parse("{}");
        }

        if (!schema.TryGetProperty("$ref", out var reference))
        {
            return schema;
        }

        var found = document;
        foreach (var part in reference.GetString()!.Split('/').Skip(1))
        {
            found = found.GetProperty(part);
        }

        return found;
    }
}
