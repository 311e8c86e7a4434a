using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IxpServer.JsonSchema;
using IxpServer.Tests.Support;

namespace IxpServer.Tests.OpenApi;

/// <summary>The OpenAPI document of a server, against which its answers are held.</summary>
internal sealed class ApiDocument
{
    /// <summary>Headers that are there where the document tells of them, and nowhere else.</summary>
    private static readonly string[] Told = ["ETag", "Retry-After", "WWW-Authenticate", "Location"];

    private readonly JsonElement _document;
    private readonly Dictionary<string, CompiledSchema> _schemas = new(StringComparer.Ordinal);

    private ApiDocument(JsonElement document)
    {
        _document = document;
        Operations =
        [
            .. document
                .GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path =>
                    path.Value.EnumerateObject().Select(one => new ApiOperation(path.Name, one.Name, one.Value))
                ),
        ];
    }

    internal IReadOnlyList<ApiOperation> Operations { get; }

    /// <summary>What has been answered so far, as <c>operationId status</c>.</summary>
    internal SortedSet<string> Seen { get; } = new(StringComparer.Ordinal);

    internal static async Task<ApiDocument> ReadAsync(IxpTestServer server) =>
        new(await server.GetJsonAsync("/openapi/v1.json"));

    internal ApiOperation Operation(string id) => Operations.Single(operation => operation.Id == id);

    /// <summary>What has been answered otherwise than the document says.</summary>
    internal List<string> Faults { get; } = [];

    /// <summary>Holds an answer against what the document says of its operation.</summary>
    internal void Check(ApiOperation operation, HttpResponseMessage response, string text)
    {
        var status = $"{(int)response.StatusCode}";
        Seen.Add($"{operation.Id} {status}");
        if (!operation.Json.GetProperty("responses").TryGetProperty(status, out var documented))
        {
            Report("the status is not documented");
            return;
        }

        if (documented.TryGetProperty("$ref", out var reference))
        {
            documented = _document
                .GetProperty("components")
                .GetProperty("responses")
                .GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        foreach (var name in Told)
        {
            var isThere = response.Headers.NonValidated.Contains(name);
            if (
                isThere
                != (documented.TryGetProperty("headers", out var headers) && headers.TryGetProperty(name, out _))
            )
            {
                Report($"{name} is {(isThere ? "not documented" : "documented and not there")}");
            }
        }

        if (!documented.TryGetProperty("content", out var content))
        {
            if (text.Length > 0)
            {
                Report("a body is not documented");
            }

            return;
        }

        var type = response.Content.Headers.ContentType?.MediaType ?? "none";
        if (!content.TryGetProperty(type, out var media))
        {
            Report($"{type} is not documented");
        }
        else if (type.EndsWith("json", StringComparison.Ordinal) && type is not "application/x-ndjson")
        {
            var key = $"{operation.Id} {status} {type}";
            var schema = _schemas.TryGetValue(key, out var known) ? known : Compile(media.GetProperty("schema"));
            _schemas[key] = schema;
            foreach (var fault in schema.Validate(JsonElement.Parse(text)).Faults)
            {
                Report($"{fault.InstanceLocation}: {fault.Message}");
            }
        }

        void Report(string fault) =>
            Faults.Add($"{operation.Id} {status}: {fault}: {(text.Length > 200 ? text[..200] : text)}");
    }

    /// <summary>OpenAPI 3.1 schemas are JSON Schema 2020-12: the project's own engine checks them.</summary>
    private CompiledSchema Compile(JsonElement schema)
    {
        var root = new JsonObject
        {
            ["components"] = JsonNode.Parse(_document.GetProperty("components").GetRawText()),
            ["allOf"] = new JsonArray(JsonNode.Parse(schema.GetRawText())),
        };
        return CompiledSchema.Compile(JsonElement.Parse(root.ToJsonString()));
    }
}

/// <summary>One operation of the document.</summary>
internal sealed partial record ApiOperation(string Template, string Method, JsonElement Json)
{
    internal string Id => Json.GetProperty("operationId").GetString()!;

    internal IEnumerable<string> Statuses => Json.GetProperty("responses").EnumerateObject().Select(one => one.Name);

    internal bool HasBody => Json.TryGetProperty("requestBody", out _);

    internal bool Has(string status) => Statuses.Contains(status);

    /// <summary>Whether a request without credentials is refused.</summary>
    internal bool IsSecured =>
        Json.TryGetProperty("security", out var choices)
        && choices.GetArrayLength() > 0
        && choices.EnumerateArray().All(choice => choice.EnumerateObject().Any());

    internal IEnumerable<JsonElement> Parameters(string place) =>
        Json.TryGetProperty("parameters", out var all)
            ? all.EnumerateArray().Where(one => one.GetProperty("in").GetString() == place)
            : [];

    /// <summary>Its path, with things in it that are not there.</summary>
    internal string NowherePath =>
        Places()
            .Replace(
                Template,
                place =>
                    place.Value switch
                    {
                        "{id}" => Guid.NewGuid().ToString(),
                        "{revision}" => "99999",
                        "{version}" => "9.9.9",
                        _ => "nowhere",
                    }
            );

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, 1_000)]
    private static partial Regex Places();
}
