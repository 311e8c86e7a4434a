using System.Text;
using IxpServer.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace IxpServer.Api.Site.OpenApi;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c> and, in Development, its page at <c>/docs</c>.</summary>
internal static class OpenApiEndpoints
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
                options.AddDocumentTransformer(DocumentDescription.ApplyAsync);
                options.AddSchemaTransformer(SchemaDescription.ApplyAsync);
                options.AddOperationTransformer(OperationDescription.ApplyAsync);
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
}
