using IxpServer.Data.Connections;
using IxpServer.Data.Diagnostics;
using IxpServer.Data.IntentLogs;
using IxpServer.Data.Maintenance;
using IxpServer.Hosting.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace IxpServer.Data;

/// <summary>Adds the database to a host.</summary>
public static class DatabaseServices
{
    /// <summary>The health check's name.</summary>
    public const string HealthCheckName = "database";

    /// <summary>The figure of the health check that says how many migrations the database lacks.</summary>
    public const string PendingMigrations = "pendingMigrations";

    /// <summary>
    /// Adds <see cref="IxpDbContext"/>, its factory, the services that maintain the database, and its health check.
    /// PostgreSQL when <c>ConnectionStrings:ixpdb</c> or <c>DATABASE_URL</c> says where, with an
    /// <see cref="NpgsqlDataSource"/> for what EF cannot do; else an embedded SQLite file.
    /// </summary>
    /// <exception cref="ConfigurationException">The settings are wrong.</exception>
    public static TBuilder AddIxpDatabase<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var (options, connection) = ConnectionReader.Read(builder.Configuration, builder.Environment.ContentRootPath);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(connection);
        if (connection.Kind is DatabaseKind.Postgres)
        {
            builder.AddPostgres(options, connection);
            services.AddSingleton<IDbContextFactory<IxpDbContext>, Factory<PostgresIxpDbContext>>();
            services.AddSingleton<IntentLogStore, PostgresIntentLogStore>();
            services.AddSingleton<PostgresActivity>();
        }
        else
        {
            services.AddSqlite(options, connection);
        }

        services.AddScoped(provider =>
            provider.GetRequiredService<IDbContextFactory<IxpDbContext>>().CreateDbContext()
        );
        services.AddSingleton<DatabaseMigrator>();
        services.AddSingleton<IntentLogPartitions>();
        services.AddSingleton<ExpiredRows>();
        services.AddSingleton<DatabaseProbe>();
        services.AddSingleton<DatabaseOutage>();
        services
            .AddHealthChecks()
            .AddCheck<DatabaseHealthCheck>(HealthCheckName, failureStatus: null, ["ready"], TimeSpan.FromSeconds(2));
        services.AddSingleton<DatabaseHealthCheck>();
        return builder;
    }

    /// <summary>
    /// Brings an embedded database up to date, which belongs to this process alone. PostgreSQL is left to the migration
    /// service.
    /// </summary>
    public static async Task MigrateEmbeddedDatabaseAsync(
        this IHost host,
        CancellationToken cancellationToken = default
    )
    {
        var services = host.Services;
        var connection = services.GetRequiredService<DatabaseConnection>();
        if (connection.Kind is not DatabaseKind.Sqlite)
        {
            return;
        }

        var limit = services.GetRequiredService<DatabaseOptions>().LockTimeout;
        await using var held = await MigrationLock.AcquireAsync(connection, limit, null, cancellationToken);
        await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        await services.GetRequiredService<IntentLogPartitions>().MaintainAsync(cancellationToken);
    }

    private static void AddPostgres(
        this IHostApplicationBuilder builder,
        DatabaseOptions options,
        DatabaseConnection connection
    )
    {
        builder.Services.AddSingleton(_ => PostgresSource.Build(connection));
        builder.Services.AddPooledDbContextFactory<PostgresIxpDbContext>(
            (provider, builder) =>
                builder.UseIxpPostgres(
                    provider.GetRequiredService<NpgsqlDataSource>(),
                    options,
                    provider.GetRequiredService<TimeProvider>()
                )
        );

        // Aspire's client integration, with its settings' section. What it would add of retries, health and telemetry is
        // here already: DatabaseOptions, DatabaseHealthCheck, and AddServiceDefaults where a collector listens.
        builder.EnrichNpgsqlDbContext<PostgresIxpDbContext>(settings =>
            settings.DisableRetry =
                settings.DisableHealthChecks =
                settings.DisableTracing =
                settings.DisableMetrics =
                    true
        );
    }

    private static void AddSqlite(
        this IServiceCollection services,
        DatabaseOptions options,
        DatabaseConnection connection
    )
    {
        MakeDirectory(connection.File!);
        services.AddPooledDbContextFactory<SqliteIxpDbContext>(
            (provider, builder) =>
                builder.UseIxpSqlite(connection.ConnectionString, options, provider.GetRequiredService<TimeProvider>())
        );
        services.AddSingleton<IDbContextFactory<IxpDbContext>, Factory<SqliteIxpDbContext>>();
        services.AddSingleton<IntentLogStore, SqliteIntentLogStore>();
    }

    private static void MakeDirectory(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([
                $"{DatabaseOptions.FileName}: the directory of '{file}' cannot be made: {fault.Message}",
            ]);
        }
    }

    /// <summary>Hands out one database's contexts as what they have in common.</summary>
    private sealed class Factory<TContext>(IDbContextFactory<TContext> contexts) : IDbContextFactory<IxpDbContext>
        where TContext : IxpDbContext
    {
        public IxpDbContext CreateDbContext() => contexts.CreateDbContext();
    }
}
