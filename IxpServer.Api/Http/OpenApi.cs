using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace IxpServer.Api.Http;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c> and, in Development, its page at <c>/docs</c>.</summary>
internal static class OpenApi
{
    /// <summary>Of the page of the reference, which is not ours: it makes its styles as it runs.</summary>
    private const string ReferencePolicy =
        "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'none'";

    private const string DocumentName = "v1";
    private const string DocumentPath = $"/openapi/{DocumentName}.json";

    /// <summary>It is mapped by others, for GET alone.</summary>
    private static readonly HttpMethodMetadata GetAndHead = new(EndpointDescriptions.GetAndHead);

    internal static WebApplicationBuilder AddOpenApiDocument(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(
            DocumentName,
            options =>
            {
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new OpenApiInfo
                        {
                            Title = "IXP Server",
                            Version = ServerVersion.Current,
                            Description = "Intent Exchange Protocol: intents in, UI components out.",
                            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
                        };

                        // Beside the document, wherever the server is mounted.
                        document.Servers = [new OpenApiServer { Url = ".." }];

                        // HEAD is GET without a body; an operation of its own would need a name of its own.
                        foreach (var path in document.Paths.Values)
                        {
                            path.Operations?.Remove(HttpMethod.Head);
                        }

                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(DescribeQuery);
                options.AddOperationTransformer(DescribeBody);
            }
        );
        return builder;
    }

    internal static void MapOpenApiDocument(this WebApplication app)
    {
        var document = new Lazy<Task<PreparedBody>>(() => PrepareAsync(app.Services));
        app.MapMethods(
                DocumentPath,
                EndpointDescriptions.GetAndHead,
                async context => await (await document.Value).SendAsync(context, "public, no-cache")
            )
            .ExcludeFromDescription();
        if (app.Environment.IsDevelopment())
        {
            app.MapReference();
        }
    }

    /// <summary>Endpoints are the same as long as the server runs, and the document takes long to make.</summary>
    private static async Task<PreparedBody> PrepareAsync(IServiceProvider services)
    {
        var document = await services
            .GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName)
            .GetOpenApiDocumentAsync();
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        return new PreparedBody(Encoding.UTF8.GetBytes(text), "application/json; charset=utf-8");
    }

    /// <summary>The endpoint reads these query parameters, all optional.</summary>
    internal static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params string[] names) =>
        endpoint.WithMetadata(new QueryNames(names));

    /// <summary>By itself, so that its library is not loaded where the page is not served.</summary>
    private static void MapReference(this WebApplication app) =>
        app.MapScalarApiReference("/docs", scalar => scalar.WithTitle("IXP Server").DisableDefaultFonts().WithNonce())
            .WithMetadata(GetAndHead)
            .AddEndpointFilter(
                async (call, next) =>
                {
                    // The handler makes the nonce; what it returns is written after this.
                    var result = await next(call);
                    var nonce = (string?)call.HttpContext.Items[ScalarOptions.NonceHttpContextItemKey];
                    call.HttpContext.Response.SetPagePolicy(
                        ReferencePolicy.Replace("{nonce}", nonce, StringComparison.Ordinal)
                    );
                    return result;
                }
            );

    private static Task DescribeQuery(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancel
    )
    {
        var names = context
            .Description.ActionDescriptor.EndpointMetadata.OfType<QueryNames>()
            .SelectMany(query => query.Names);
        foreach (var name in names)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Query,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                }
            );
        }

        return Task.CompletedTask;
    }

    private static async Task DescribeBody(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancel
    )
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<AcceptedBody>().FirstOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new()
                    {
                        Schema = await context.GetOrCreateSchemaAsync(body.RequestType, null, cancel),
                    },
                },
            };
        }
    }

    private sealed record QueryNames(IReadOnlyList<string> Names);
}
