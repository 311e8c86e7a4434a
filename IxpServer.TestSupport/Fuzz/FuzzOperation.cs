using System.Text.Json;

namespace IxpServer.Tests.Fuzz;

/// <summary>One operation of an OpenAPI document.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The template, such as <c>/api/users/{id}</c>.</param>
/// <param name="Query">Names of the query's parameters.</param>
/// <param name="Body">The schema of the body; null when it has none.</param>
internal sealed record FuzzOperation(HttpMethod Method, string Path, IReadOnlyList<string> Query, JsonElement? Body)
{
    internal static IReadOnlyList<FuzzOperation> ReadAll(JsonElement document) =>
        [
            .. document
                .GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject().Select(operation => Read(path.Name, operation))),
        ];

    private static FuzzOperation Read(string path, JsonProperty operation)
    {
        var parameters = operation.Value.TryGetProperty("parameters", out var list) ? list.EnumerateArray() : default;
        JsonElement? body = operation.Value.TryGetProperty("requestBody", out var content)
            ? content.GetProperty("content").EnumerateObject().First().Value.GetProperty("schema")
            : null;
        return new(
            new HttpMethod(operation.Name.ToUpperInvariant()),
            path,
            [
                .. parameters
                    .Where(parameter => parameter.GetProperty("in").GetString() is "query")
                    .Select(parameter => parameter.GetProperty("name").GetString()!),
            ],
            body
        );
    }
}
