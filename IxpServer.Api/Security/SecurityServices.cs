using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace IxpServer.Api.Security;

/// <summary>Who may do what.</summary>
internal static partial class SecurityServices
{
    /// <summary>The policy of what administrators alone may do.</summary>
    internal const string Admin = "admin";

    /// <summary>The policy of what only a person may do who has signed in here, and no program in their name.</summary>
    internal const string Person = "person";

    /// <summary>Chooses the scheme by what the request brings.</summary>
    private const string AnyScheme = "Any";

    /// <summary>Registers it.</summary>
    /// <typeparam name="TIssuerEvents">Makes the people of other issuers ours.</typeparam>
    internal static WebApplicationBuilder AddSecurity<TIssuerEvents>(this WebApplicationBuilder builder)
        where TIssuerEvents : JwtBearerEvents
    {
        var services = builder.Services;
        services.AddSingleton(provider =>
            SecurityKeys.Read(builder.Configuration, provider.GetService<DatabaseConnection>())
        );
        services.AddStartCheck<SecurityKeys>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<SecretTokens>();
        services.AddSingleton<AccountStates>();
        services.AddSingleton<AccessTokenEvents>();
        services.AddSingleton<ApiKeyUse>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUse>());
        services.AddSingleton<ApiKeyStates>();
        var issuers = builder.ReadSettings(OidcIssuer.ReadAll) ?? [];
        services.AddSingleton(issuers);
        services.AddSingleton<TIssuerEvents>();
        var authentication = services.AddAuthentication(AnyScheme);
        services.KeepNoKeys();
        foreach (var issuer in issuers)
        {
            authentication.AddJwtBearer(issuer.Scheme, bearer => issuer.Configure(bearer, typeof(TIssuerEvents)));
        }

        authentication
            .AddPolicyScheme(
                AnyScheme,
                null,
                scheme =>
                    scheme.ForwardDefaultSelector = context =>
                        ApiKeyHandler.Find(context.Request) is not null ? ApiKeyHandler.SchemeName
                        : OidcIssuer.Find(issuers, context.Request) is { } issuer ? issuer.Scheme
                        : JwtBearerDefaults.AuthenticationScheme
            )
            .AddJwtBearer()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AccessTokens>(
                (bearer, tokens) =>
                {
                    bearer.MapInboundClaims = false;
                    bearer.EventsType = typeof(AccessTokenEvents);
                    bearer.TokenValidationParameters = tokens.Rules;
                }
            );
        services
            .AddAuthorizationBuilder()
            .SetDefaultPolicy(
                new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(ApiScopes.Allow).Build()
            )
            .AddPolicy(Admin, policy => policy.RequireRole(Roles.Admin).RequireAssertion(ApiScopes.Allow))
            .AddPolicy(Person, policy => policy.RequireClaim(AccessTokens.FamilyClaim));
        return builder;
    }

    /// <summary>
    /// Finds out who asks. Only for requests that say who they are from, and endpoints that ask: the rest pays nothing,
    /// and probes go on whatever they bring.
    /// </summary>
    internal static void UseCallers(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<SecurityKeys>();
        if (keys.Origin is { } origin)
        {
            LogOwnKeys(app.Logger, origin);
        }

        // Said here, since the host adds both for every request when it does not find them outside a branch.
        var properties = ((IApplicationBuilder)app).Properties;
        properties["__AuthenticationMiddlewareSet"] = properties["__AuthorizationMiddlewareSet"] = true;
        app.UseWhen(Concerns, branch => branch.UseAuthentication());
    }

    /// <summary>Whether the endpoint is for those alone who have signed in here.</summary>
    internal static bool IsForPersons(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy is Person) is true;

    /// <summary>Refuses who may not do what they ask for.</summary>
    internal static void UseAccessRules(this WebApplication app)
    {
        app.UseWhen(Concerns, branch => branch.UseAuthorization());
        app.UseWhen(
            context => context.GetEndpoint()?.Metadata.GetMetadata<OpenToStrangers>() is not null,
            branch => branch.Use(OpenToStrangers.InvokeAsync)
        );
    }

    private static bool Concerns(HttpContext context) =>
        (
            (
                context.Request.Headers.Authorization.Count > 0
                || context.Request.Headers.ContainsKey(ApiKeyHandler.Header)
            ) && Probe.Find(context.Request.Path) is not { AsksWho: false }
        ) || context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;

    [LoggerMessage(
        LogLevel.Warning,
        "JWT_SECRET or ENCRYPTION_KEY is not set: using keys made by this server and kept in {Origin}"
    )]
    private static partial void LogOwnKeys(ILogger logger, string origin);

    /// <summary>
    /// Data protection comes with authentication and would make keys in the home directory at the start, though tokens
    /// are signed with the server's own.
    /// </summary>
    private static void KeepNoKeys(this IServiceCollection services)
    {
        foreach (var service in services.Where(IsOfDataProtection).ToList())
        {
            services.Remove(service);
        }
    }

    private static bool IsOfDataProtection(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && service.ImplementationType?.Assembly == typeof(DataProtectionOptions).Assembly;
}
