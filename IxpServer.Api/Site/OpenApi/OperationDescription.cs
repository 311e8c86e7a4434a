using IxpServer.Api.Http;
using IxpServer.Api.Limits;
using IxpServer.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IxpServer.Api.Site.OpenApi;

/// <summary>What the OpenAPI document says of an operation, out of what its endpoint says of itself.</summary>
internal static class OperationDescription
{
    internal static async Task ApplyAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancel
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        AddParameters(operation, metadata);
        if (metadata.OfType<AcceptedBody>().FirstOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = !body.IsOptional,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new() { Schema = await context.ReferenceAsync(body.RequestType, cancel) },
                },
            };
        }

        Secure(operation, metadata, context.Document!);
        var path = $"/{context.Description.RelativePath}";
        var isLimited = LimitGroups.Of(path, metadata.OfType<LimitedAs>().LastOrDefault()) is not null;
        operation.Responses ??= [];
        foreach (var (status, response) in operation.Responses)
        {
            DescribeText(response);
            AnswerHeaders.Add((OpenApiResponse)response, status, metadata, isLimited, context.Document!);
        }

        if (metadata.OfType<TaggedAnswer>().Any() && context.Description.HttpMethod is "GET")
        {
            SharedAnswers.AddNotModified(operation, context.Document!);
        }

        await SharedAnswers.AddErrorsAsync(operation, Errors(metadata, isLimited), context, cancel);
    }

    /// <summary>What is no JSON is text, whatever type the JSON beside it is of.</summary>
    private static void DescribeText(IOpenApiResponse response)
    {
        foreach (var (type, media) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (type is not "application/json")
            {
                media.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            }
        }
    }

    private static void AddParameters(OpenApiOperation operation, IList<object> metadata)
    {
        operation.Parameters ??= [];
        foreach (var query in metadata.OfType<QueryParameter>())
        {
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = query.Name,
                    In = ParameterLocation.Query,
                    Description = query.Description,
                    Required = query.IsRequired,
                    Schema = Schema(query),
                }
            );
        }

        foreach (var header in metadata.OfType<HeaderParameter>())
        {
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = header.Name,
                    In = ParameterLocation.Header,
                    Description = header.Description,
                    Required = header.IsRequired,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                }
            );
        }
    }

    private static OpenApiSchema Schema(QueryParameter query) =>
        new()
        {
            Type = query.Type switch
            {
                "integer" => JsonSchemaType.Integer,
                "boolean" => JsonSchemaType.Boolean,
                _ => JsonSchemaType.String,
            },
            Format = query.Format,
            Minimum = query.Min?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Maximum = query.Max?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            MaxLength = query.MaxLength,
            Enum = query.Values is { } values
                ? [.. values.Select(value => (System.Text.Json.Nodes.JsonNode)value)]
                : null,
        };

    /// <summary>Whoever may be a stranger too has a choice without credentials.</summary>
    private static void Secure(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        string[][] choices =
            metadata.OfType<OpenToStrangers>().Any() && !metadata.OfType<IAuthorizeData>().Any()
                ?
                [
                    [DocumentDescription.Bearer],
                    [DocumentDescription.ApiKey],
                    [DocumentDescription.Session],
                    [],
                ]
            : !metadata.OfType<IAuthorizeData>().Any() ? []
            : metadata.OfType<IAuthorizeData>().Any(data => data.Policy is SecurityServices.Person)
                ?
                [
                    [DocumentDescription.Bearer],
                ]
            :
            [
                [DocumentDescription.Bearer],
                [DocumentDescription.ApiKey],
            ];
        operation.Security =
        [
            .. choices.Select(choice =>
            {
                var requirement = new OpenApiSecurityRequirement();
                foreach (var scheme in choice)
                {
                    requirement[new OpenApiSecuritySchemeReference(scheme, document)] = [];
                }

                return requirement;
            }),
        ];
    }

    private static SortedSet<int> Errors(IList<object> metadata, bool isLimited)
    {
        var statuses = new SortedSet<int>(metadata.OfType<ErrorAnswers>().SelectMany(errors => errors.Statuses));
        if (metadata.OfType<IAuthorizeData>().Any() || metadata.OfType<OpenToStrangers>().Any())
        {
            statuses.UnionWith([StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden]);
        }

        if (isLimited)
        {
            statuses.Add(StatusCodes.Status429TooManyRequests);
        }

        if (metadata.OfType<NeedsDatabase>().Any() || metadata.OfType<AcceptedBody>().Any())
        {
            // A large body may find no room.
            statuses.Add(StatusCodes.Status503ServiceUnavailable);
        }

        return statuses;
    }
}
