using System.Text;

namespace IxpServer.Benchmarks.JsonSchema;

/// <summary>A schema and a document that is valid under it.</summary>
internal sealed record BenchmarkCase(string Name, string Schema, string Document, int Iterations);

/// <summary>What both engines validate.</summary>
internal static class BenchmarkCases
{
    private const string Order = """
        {
          "type": "object",
          "properties": {
            "id": { "type": "string", "format": "uuid" },
            "number": { "type": "integer", "minimum": 1 },
            "status": { "enum": ["new", "paid", "sent", "done", "cancelled"] },
            "customer": {
              "type": "object",
              "properties": {
                "name": { "type": "string", "minLength": 1, "maxLength": 100 },
                "email": { "type": "string", "format": "email" }
              },
              "required": ["name", "email"],
              "additionalProperties": false
            },
            "lines": {
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "object",
                "properties": {
                  "sku": { "type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$" },
                  "quantity": { "type": "integer", "minimum": 1, "maximum": 999 },
                  "price": { "type": "number", "minimum": 0 }
                },
                "required": ["sku", "quantity", "price"],
                "additionalProperties": false
              }
            },
            "placedAt": { "type": "string", "format": "date-time" },
            "note": { "type": ["string", "null"], "maxLength": 500 }
          },
          "required": ["id", "number", "status", "customer", "lines", "placedAt"],
          "additionalProperties": false
        }
        """;

    /// <summary>Small, medium and large.</summary>
    public static IReadOnlyList<BenchmarkCase> All { get; } =
    [
        new(
            "small: weather intent",
            """
            {
              "type": "object",
              "properties": {
                "city": { "type": "string", "minLength": 1, "maxLength": 80 },
                "units": { "type": "string", "enum": ["metric", "imperial"], "default": "metric" },
                "days": { "type": "integer", "minimum": 1, "maximum": 14, "default": 3 },
                "hourly": { "type": "boolean" }
              },
              "required": ["city"]
            }
            """,
            """{"city":"San Francisco","units":"metric","days":5,"hourly":true}""",
            200_000
        ),
        new(
            "medium: booking",
            """
            {
              "type": "object",
              "properties": {
                "reference": { "type": "string", "pattern": "^[A-Z0-9]{6}$" },
                "contact": {
                  "type": "object",
                  "properties": {
                    "name": { "type": "string", "minLength": 1, "maxLength": 100 },
                    "email": { "type": "string", "format": "email" },
                    "phone": { "type": "string", "pattern": "^\\+[0-9]{7,15}$" }
                  },
                  "required": ["name", "email"]
                },
                "from": { "type": "string", "format": "date" },
                "to": { "type": "string", "format": "date" },
                "createdAt": { "type": "string", "format": "date-time" },
                "cabin": { "enum": ["economy", "premium", "business", "first"] },
                "price": {
                  "type": "object",
                  "properties": {
                    "amount": { "type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5 },
                    "currency": { "type": "string", "minLength": 3, "maxLength": 3 }
                  },
                  "required": ["amount", "currency"]
                },
                "passengers": {
                  "type": "array",
                  "minItems": 1,
                  "maxItems": 9,
                  "items": {
                    "type": "object",
                    "properties": {
                      "name": { "type": "string", "minLength": 1 },
                      "age": { "type": "integer", "minimum": 0, "maximum": 130 },
                      "meals": { "type": "array", "uniqueItems": true, "items": { "enum": ["veg", "meat", "fish"] } }
                    },
                    "required": ["name", "age"]
                  }
                },
                "callback": { "type": "string", "format": "uri" }
              },
              "required": ["reference", "contact", "from", "to", "cabin", "price", "passengers"]
            }
            """,
            """
            {"reference":"QX7F2A","contact":{"name":"Grace Hopper","email":"grace.hopper@example.com","phone":"+14155550123"},
            "from":"2026-03-01","to":"2026-03-09","createdAt":"2026-01-15T10:20:30Z","cabin":"business",
            "price":{"amount":1234.50,"currency":"EUR"},
            "passengers":[{"name":"Grace Hopper","age":47,"meals":["veg","fish"]},{"name":"Ada Lovelace","age":36,"meals":[]},
            {"name":"Alan Turing","age":41,"meals":["meat"]}],"callback":"https://example.com/hooks/booking?id=42"}
            """,
            50_000
        ),
        new("large: 1,000 orders", $$"""{ "type": "array", "items": {{Order}} }""", Orders(1_000), 50),
    ];

    private static string Orders(int count)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ",")
                .Append(
                    $$"""
                    {"id":"0190a3c4-7e1b-7c3d-9f00-{{i:x12}}","number":{{i + 1}},"status":"{{(
                        i % 2 == 0 ? "paid" : "sent"
                    )}}",
                    "customer":{"name":"Customer {{i}}","email":"customer{{i}}@example.com"},
                    "lines":[{"sku":"ABC-{{i % 10_000:D4}}","quantity":{{(i % 9) + 1}},"price":{{i}}.95},
                    {"sku":"XYZ-0001","quantity":2,"price":10}],
                    "placedAt":"2026-01-15T10:20:30.123Z","note":{{(i % 3 == 0 ? "null" : "\"Leave at the door\"")}}}
                    """
                );
        }

        return text.Append(']').ToString();
    }
}
