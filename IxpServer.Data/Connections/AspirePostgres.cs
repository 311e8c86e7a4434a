#if WITH_ASPIRE
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IxpServer.Data.Connections;

/// <summary>
/// PostgreSQL through Aspire's client integration, which adds its own metrics and the settings section
/// <c>Aspire:Npgsql:EntityFrameworkCore:PostgreSQL</c>. Address, pool, retries and health check stay the server's own.
/// </summary>
internal static class AspirePostgres
{
    internal static void AddAspirePostgres(
        this IHostApplicationBuilder builder,
        DatabaseOptions options,
        DatabaseConnection connection
    )
    {
        var source = PostgresSource.Build(connection);
        builder.Services.AddSingleton(source);
        builder.AddNpgsqlDbContext<PostgresIxpDbContext>(
            "ixpdb",
            settings =>
            {
                settings.ConnectionString = connection.ConnectionString;
                settings.DisableRetry = true;
                settings.DisableHealthChecks = true;
            },
            context => context.UseIxpPostgres(source, options, TimeProvider.System)
        );

        // The factory shares the pool and the options that the integration has registered.
        builder.Services.AddPooledDbContextFactory<PostgresIxpDbContext>((_, _) => { });
    }
}
#endif
