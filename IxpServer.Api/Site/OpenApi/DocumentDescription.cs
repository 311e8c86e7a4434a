using IxpServer.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IxpServer.Api.Site.OpenApi;

/// <summary>What the OpenAPI document says of the server as a whole.</summary>
internal static class DocumentDescription
{
    /// <summary>The ways to sign in, by what a request sends.</summary>
    internal const string Bearer = "bearer";
    internal const string ApiKey = "apiKey";
    internal const string Session = "session";

    internal static Task ApplyAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancel
    )
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

        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The access token of a sign-in, or an API key",
            },
            [ApiKey] = Header("X-API-Key", "A key for a program; its scopes say what it may do"),
            [Session] = Header("X-Session-Token", "The token of a session that was made without an account"),
        };
        return Task.CompletedTask;
    }

    private static OpenApiSecurityScheme Header(string name, string description) =>
        new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = name,
            Description = description,
        };
}
