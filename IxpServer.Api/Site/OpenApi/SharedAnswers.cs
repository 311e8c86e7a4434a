using System.Globalization;
using IxpServer.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace IxpServer.Api.Site.OpenApi;

/// <summary>Answers that many operations have in common: each is told once, and referred to.</summary>
internal static class SharedAnswers
{
    internal static void AddNotModified(OpenApiOperation operation, OpenApiDocument document) =>
        Add(operation, StatusCodes.Status304NotModified, null, document);

    internal static async Task AddErrorsAsync(
        OpenApiOperation operation,
        IEnumerable<int> statuses,
        OpenApiOperationTransformerContext context,
        CancellationToken cancel
    )
    {
        var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/json"] = new() { Schema = await context.ReferenceAsync(typeof(ErrorBody), cancel) },
            ["application/problem+json"] = new() { Schema = await context.ReferenceAsync(typeof(ProblemBody), cancel) },
            ["text/html"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
        };
        foreach (var status in statuses)
        {
            Add(operation, status, content, context.Document!);
        }
    }

    /// <summary>By reference to the type's schema, which would else be there hundreds of times.</summary>
    internal static async Task<IOpenApiSchema> ReferenceAsync(
        this OpenApiOperationTransformerContext context,
        Type type,
        CancellationToken cancel
    )
    {
        var schema = await context.GetOrCreateSchemaAsync(type, null, cancel);
        context.Document!.AddComponent(type.Name, schema);
        return new OpenApiSchemaReference(type.Name, context.Document);
    }

    private static void Add(
        OpenApiOperation operation,
        int status,
        Dictionary<string, OpenApiMediaType>? content,
        OpenApiDocument document
    )
    {
        var code = status.ToString(CultureInfo.InvariantCulture);
        var reason = ReasonPhrases.GetReasonPhrase(status);
        var name = reason.Replace(" ", "", StringComparison.Ordinal);
        if (document.Components?.Responses?.ContainsKey(name) is not true)
        {
            var response = new OpenApiResponse { Description = reason, Content = content };
            AnswerHeaders.Add(response, code, [], isLimited: true, document);
            document.AddComponent(name, response);
        }

        operation.Responses!.TryAdd(code, new OpenApiResponseReference(name, document));
    }
}
