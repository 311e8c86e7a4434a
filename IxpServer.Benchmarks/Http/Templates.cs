namespace IxpServer.Benchmarks.Http;

/// <summary>A kind of intent: its parameters and a request that satisfies them.</summary>
/// <param name="Verb">Begins the intents' names.</param>
/// <param name="Properties">The <c>properties</c> of its parameters.</param>
/// <param name="Required">The names that are required; the first is left out to provoke a 400.</param>
/// <param name="Example">Valid parameters that leave some defaults to the server.</param>
internal sealed record Template(string Verb, string Properties, string[] Required, string Example)
{
    internal static readonly Template[] All =
    [
        new(
            "book_hotel",
            """
            {
              "city": { "type": "string", "title": "City", "description": "Where to stay.", "minLength": 1, "maxLength": 80 },
              "checkIn": { "type": "string", "format": "date", "title": "Arrival" },
              "nights": { "type": "integer", "title": "Nights", "minimum": 1, "maximum": 30, "default": 2 },
              "board": { "type": "string", "enum": ["none", "breakfast", "half", "full"], "default": "breakfast" },
              "guests": {
                "type": "object",
                "properties": {
                  "adults": { "type": "integer", "minimum": 1, "maximum": 9, "default": 2 },
                  "children": { "type": "integer", "minimum": 0, "maximum": 8, "default": 0 }
                },
                "required": ["adults"]
              },
              "maxPrice": { "type": "number", "minimum": 0, "title": "Highest price a night" },
              "refundable": { "type": "boolean", "default": false }
            }
            """,
            ["city", "checkIn"],
            """{"city":"Lisbon","checkIn":"2027-05-14","nights":4,"guests":{"adults":2},"maxPrice":180.5}"""
        ),
        new(
            "search_products",
            """
            {
              "query": { "type": "string", "title": "Search", "minLength": 1, "maxLength": 200 },
              "category": { "type": "string", "enum": ["kitchen", "garden", "office", "living"], "default": "living" },
              "price": {
                "type": "object",
                "properties": {
                  "from": { "type": "number", "minimum": 0, "default": 0 },
                  "to": { "type": "number", "minimum": 0, "default": 500 }
                }
              },
              "sort": { "type": "string", "enum": ["relevance", "price", "rating"], "default": "relevance" },
              "tags": { "type": "array", "items": { "type": "string", "maxLength": 40 }, "maxItems": 10 },
              "inStock": { "type": "boolean", "default": true }
            }
            """,
            ["query"],
            """{"query":"oak desk 140 cm","category":"office","price":{"to":420},"tags":["oak","standing"]}"""
        ),
        new(
            "open_ticket",
            """
            {
              "subject": { "type": "string", "minLength": 3, "maxLength": 120 },
              "severity": { "type": "integer", "minimum": 1, "maximum": 5, "default": 3 },
              "product": { "type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$" },
              "contact": {
                "type": "object",
                "properties": {
                  "channel": { "type": "string", "enum": ["email", "phone", "chat"], "default": "email" },
                  "language": { "type": "string", "minLength": 2, "maxLength": 8, "default": "en" }
                }
              },
              "attachLogs": { "type": "boolean", "default": false }
            }
            """,
            ["subject", "product"],
            """{"subject":"The printer prints upside down","product":"PR-2041","contact":{"channel":"chat"},"severity":2}"""
        ),
        new(
            "plan_loan",
            """
            {
              "amount": { "type": "number", "minimum": 1000, "maximum": 5000000 },
              "years": { "type": "integer", "minimum": 1, "maximum": 40, "default": 25 },
              "rate": { "type": "number", "minimum": 0, "maximum": 20, "default": 3.9 },
              "currency": { "type": "string", "enum": ["EUR", "USD", "GBP", "CHF"], "default": "EUR" },
              "repayment": { "type": "string", "enum": ["annuity", "linear", "interest-only"], "default": "annuity" },
              "extras": {
                "type": "object",
                "properties": {
                  "fee": { "type": "number", "minimum": 0, "default": 0 },
                  "insurance": { "type": "boolean", "default": false }
                }
              },
              "purpose": { "type": "string", "maxLength": 200 },
              "showTable": { "type": "boolean", "default": true }
            }
            """,
            ["amount"],
            """{"amount":325000,"years":30,"rate":3.45,"extras":{"fee":1200.5},"purpose":"A house with a garden"}"""
        ),
    ];

    /// <summary>The example without its first required parameter.</summary>
    internal string Incomplete => $"{{{Example[(Example.IndexOf(',', StringComparison.Ordinal) + 1)..]}";
}
