using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IxpServer.Api.Site.OpenApi;

/// <summary>What the OpenAPI document says of a type, where its members do not say it.</summary>
internal static class SchemaDescription
{
    internal static Task ApplyAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancel
    )
    {
        var type = context.JsonTypeInfo;

        // What is null is left out, in answers and in requests: it cannot be required.
        foreach (var property in type.Properties.Where(property => property.IsGetNullable))
        {
            schema.Required?.Remove(property.Name);
        }

        // Said although it is the default: generated clients take an object without it for one that has no members.
        if (type.Type == typeof(JsonObject) || type.Properties.Any(property => property.IsExtensionData))
        {
            schema.AdditionalProperties = new OpenApiSchema();
        }

        return Task.CompletedTask;
    }
}
