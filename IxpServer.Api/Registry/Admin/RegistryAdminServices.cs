using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Security;

namespace IxpServer.Api.Registry.Admin;

/// <summary>The registry's administration.</summary>
internal static class RegistryAdminServices
{
    internal static WebApplicationBuilder AddRegistryAdmin(this WebApplicationBuilder builder)
    {
        builder.Services.AddJson(RegistryJson.Default);
        builder.Services.AddSingleton<RegistryWriter>();
        builder.Services.AddSingleton<DefinitionService>();
        builder.Services.AddSingleton<RevisionService>();
        builder.Services.AddSingleton<ExchangeService>();
        return builder;
    }

    internal static void MapRegistryAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes
            .MapDatabaseGroup("/api/registry", "Registry administration")
            .RequireAuthorization(SecurityServices.Admin);
        group.MapDefinitions();
        group.MapHistory();
    }
}
