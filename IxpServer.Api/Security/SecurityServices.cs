using IxpServer.Api.Configuration;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace IxpServer.Api.Security;

/// <summary>Who may do what.</summary>
internal static partial class SecurityServices
{
    /// <summary>The policy of what administrators alone may do.</summary>
    internal const string Admin = "admin";

    internal static WebApplicationBuilder AddSecurity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider =>
            SecurityKeys.Read(builder.Configuration, provider.GetRequiredService<DatabaseConnection>())
        );
        services.AddStartCheck<SecurityKeys>();
        services.AddSingleton<AccessTokens>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AccessTokens>(
                (bearer, tokens) =>
                {
                    bearer.MapInboundClaims = false;
                    bearer.TokenValidationParameters = tokens.Rules;
                }
            );
        services.AddAuthorizationBuilder().AddPolicy(Admin, policy => policy.RequireRole(Roles.Admin));
        return builder;
    }

    /// <summary>Only for requests that say who they are from, and endpoints that ask: the rest pays nothing.</summary>
    internal static WebApplication UseSecurity(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<SecurityKeys>();
        if (keys.Origin is { } origin)
        {
            LogOwnKeys(app.Logger, origin);
        }

        // Said here, since the host adds both for every request when it does not find them outside a branch.
        var properties = ((IApplicationBuilder)app).Properties;
        properties["__AuthenticationMiddlewareSet"] = properties["__AuthorizationMiddlewareSet"] = true;
        app.UseWhen(
            context =>
                context.Request.Headers.Authorization.Count > 0
                || context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null,
            branch => branch.UseAuthentication().UseAuthorization()
        );
        return app;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "JWT_SECRET or ENCRYPTION_KEY is not set: using keys made by this server and kept in {Origin}"
    )]
    private static partial void LogOwnKeys(ILogger logger, string origin);
}
