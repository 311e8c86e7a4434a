using System.Text.Json;
using System.Text.Json.Nodes;
using IxpServer.JsonSchema;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.OpenApi;

/// <summary>The OpenAPI document itself; what it says of answers is <see cref="ApiDocumentTests"/>'.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private readonly IxpTestServer _server = IxpTestServer.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

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
