using IxpServer.Api.Http;
using Microsoft.OpenApi;

namespace IxpServer.Api.Site.OpenApi;

/// <summary>The headers of answers, for the OpenAPI document.</summary>
internal static class AnswerHeaders
{
    internal static void Add(
        OpenApiResponse response,
        string status,
        IList<object> metadata,
        bool isLimited,
        OpenApiDocument document
    )
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        Add("X-Trace-Id", "Finds the request in logs and traces");
        if (status is "304" || (status is "200" or "201" && metadata.OfType<TaggedAnswer>().Any()))
        {
            Add("ETag", "The version of what was answered");
        }

        switch (status)
        {
            case "201" when metadata.OfType<AddressedAnswer>().Any():
                Add("Location", "Where it is that was made");
                break;
            case "401":
                Add("WWW-Authenticate", "How to sign in");
                break;
            case "429" or "503" when response.Content?.ContainsKey("application/problem+json") is true:
                Add("Retry-After", "Seconds to wait before the next try");
                break;
        }

        if (isLimited)
        {
            Add("RateLimit", "What is left of the limit, where there are limits");
            Add("RateLimit-Policy", "The limit, where there are limits");
        }

        void Add(string name, string description)
        {
            var header = new OpenApiHeader
            {
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
            document.AddComponent(name, header);
            response.Headers[name] = new OpenApiHeaderReference(name, document);
        }
    }
}
