using System.Text.Json;
using System.Text.Json.Nodes;
using IxpServer.JsonSchema;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>The OpenAPI document says what the server does: real answers are held against its schemas.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private readonly IxpTestServer _server = IxpTestServer.Start();

    public static TheoryData<string, string, string?, string?> Requests =>
        new()
        {
            { "/ixp/intents", "/ixp/intents", null, null },
            { "/ixp/intents", "/ixp/intents?deprecated=x", null, null },
            { "/ixp/intents/{name}", "/ixp/intents/show_weather", null, null },
            { "/ixp/intents/{name}", "/ixp/intents/nope", null, null },
            { "/ixp/intents/{name}", "/ixp/intents/nope?version=x", null, null },
            { "/ixp/components", "/ixp/components", null, null },
            { "/ixp/components", "/ixp/components?versions=x", null, null },
            { "/ixp/components/{name}", "/ixp/components/WeatherCard", null, null },
            { "/ixp/components/{name}", "/ixp/components/nope", null, null },
            { "/ixp/menu", "/ixp/menu", null, null },
            { "/ixp/init", "/ixp/init", null, null },
            { "/ixp/theme", "/ixp/theme", null, null },
            { "/ixp/sdk/config", "/ixp/sdk/config", null, null },
            { "/ixp/health", "/ixp/health", null, null },
            { "/ixp/metrics", "/ixp/metrics", null, null },
            {
                "/ixp/render",
                "/ixp/render",
                """{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}}}""",
                null
            },
            { "/ixp/render", "/ixp/render", """{"intent":{"name":"show_weather"}}""", null },
            { "/ixp/render", "/ixp/render", """{"intent":{"name":"nope"}}""", null },
            { "/ixp/render", "/ixp/render", "{", null },
            {
                "/ixp/render",
                "/ixp/render",
                """{"intent":{"name":"show_account_statement"}}""",
                "https://evil.example"
            },
            { "/ixp/render/batch", "/ixp/render/batch", """{"requests":[{"intent":{"name":"nope"}}]}""", null },
            { "/ixp/render/batch", "/ixp/render/batch", "[]", null },
        };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Answers_are_as_documented(string template, string path, string? body, string? origin)
    {
        var document = await _server.GetJsonAsync("/openapi/v1.json");
        (string, string)[] headers = origin is null ? [] : [("Origin", origin)];
        using var response = body is null
            ? await _server.GetAsync(path, headers)
            : await _server.PostAsync(path, body, headers);

        var operation = document.GetProperty("paths").GetProperty(template).GetProperty(body is null ? "get" : "post");
        var status = ((int)response.StatusCode).ToString();
        Assert.True(
            operation.GetProperty("responses").TryGetProperty(status, out var documented),
            $"{status} is not documented"
        );
        var schema = documented.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.Empty(Check(document, schema, await response.JsonAsync()));
    }

    [Fact]
    public async Task Documented_request_bodies_accept_what_the_server_accepts()
    {
        var document = await _server.GetJsonAsync("/openapi/v1.json");
        var schema = document
            .GetProperty("paths")
            .GetProperty("/ixp/render")
            .GetProperty("post")
            .GetProperty("requestBody")
            .GetProperty("content")
            .GetProperty("application/json")
            .GetProperty("schema");

        Assert.Empty(
            Check(
                document,
                schema,
                JsonElement.Parse(
                    """{"intent":{"name":"a","parameters":{"x":[1]},"version":"^1"},"options":{},"context":{}}"""
                )
            )
        );
        Assert.NotEmpty(Check(document, schema, JsonElement.Parse("""{"intent":{}}""")));
    }

    [Fact]
    public async Task The_document_is_openapi_31_with_unique_operations_for_every_protocol_endpoint()
    {
        var document = await _server.GetJsonAsync("/openapi/v1.json");
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString());
        var operations = document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => operation.Value))
            .ToList();
        Assert.All(operations, operation => Assert.NotEmpty(operation.GetProperty("summary").GetString()!));
        Assert.Distinct(operations.Select(operation => operation.GetProperty("operationId").GetString()));
        Assert.Superset(
            new HashSet<string>
            {
                "/ixp/intents",
                "/ixp/components",
                "/ixp/render",
                "/ixp/render/batch",
                "/ixp/theme",
                "/ixp/sdk",
                "/ixp/sdk/config",
                "/ixp/menu",
                "/ixp/init",
                "/ixp/health",
                "/ixp/metrics",
            },
            document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToHashSet()
        );
    }

    [Fact]
    public async Task The_documents_page_needs_nothing_from_elsewhere()
    {
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("HOST", "127.0.0.1"),
            ("PORT", "0")
        );
        using var http = new HttpClient { BaseAddress = await server.ListeningAsync() };
        var page = await http.GetStringAsync("/docs/", TestContext.Current.CancellationToken);

        Assert.Contains("<script", page);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page);
    }

    /// <summary>OpenAPI 3.1 schemas are JSON Schema 2020-12: the project's own engine checks them.</summary>
    private static List<string> Check(JsonElement document, JsonElement schema, JsonElement value)
    {
        var root = new JsonObject
        {
            ["components"] = JsonNode.Parse(document.GetProperty("components").GetRawText()),
            ["allOf"] = new JsonArray(JsonNode.Parse(schema.GetRawText())),
        };
        return
        [
            .. CompiledSchema
                .Compile(JsonElement.Parse(root.ToJsonString()))
                .Validate(value)
                .Faults.Select(fault => $"{fault.InstanceLocation}: {fault.Message}"),
        ];
    }
}
