using IxpServer.Processes;

namespace IxpServer.AppHost.Stores;

/// <summary>PostgreSQL with its database, and Redis: the same names, whatever they run as.</summary>
/// <param name="Postgres">The server.</param>
/// <param name="Database">The database.</param>
/// <param name="Cache">Redis.</param>
internal sealed record DataStores(
    IResourceBuilder<IResourceWithConnectionString> Postgres,
    IResourceBuilder<IResourceWithConnectionString> Database,
    IResourceBuilder<IResourceWithConnectionString> Cache
);

/// <summary>Adds the stores to the model.</summary>
internal static class DataStoreExtensions
{
    private const string Postgres = "postgres";
    private const string Database = "ixpdb";
    private const string Cache = "cache";

    /// <summary>As whoever publishes gets them: containers, with passwords that the deployment makes.</summary>
    internal static DataStores AddPublishedStores(this IDistributedApplicationBuilder builder) =>
        builder.AddContainers(null, null);

    /// <summary>As they run on this machine.</summary>
    /// <exception cref="StartException">They cannot be had as asked for.</exception>
    internal static DataStores AddStores(this IDistributedApplicationBuilder builder)
    {
        var kind = StoreChoice.Choose(builder.Configuration, Binaries.OfThisMachine);
        var data = LocalStores.DataDirectory(builder.Configuration);
        var postgresPassword = builder.AddSecret($"{Postgres}-password", 22, "The password of PostgreSQL's superuser");
        var cachePassword = builder.AddSecret($"{Cache}-password", 22, "The password of Redis");
        var stores =
            kind is StoreKind.Containers
                ? builder.AddContainers(postgresPassword, cachePassword)
                : builder.AddProcesses(data, postgresPassword.Resource, cachePassword.Resource);
        stores.Postgres.WithPostgresCommands(stores.Database.Resource.Name, postgresPassword.Resource, data);
        stores.Cache.WithRedisCommands(cachePassword.Resource);
        return stores;
    }

    private static DataStores AddContainers(
        this IDistributedApplicationBuilder builder,
        IResourceBuilder<ParameterResource>? postgresPassword,
        IResourceBuilder<ParameterResource>? cachePassword
    )
    {
        var postgres = builder.AddPostgres(Postgres, password: postgresPassword).WithDataVolume("ixp-postgres");
        var database = postgres.AddDatabase(Database);
        return new(postgres, database, builder.AddRedis(Cache, port: null, cachePassword));
    }

    private static DataStores AddProcesses(
        this IDistributedApplicationBuilder builder,
        string data,
        ParameterResource postgresPassword,
        ParameterResource cachePassword
    )
    {
        var postgres = builder.AddLocalPostgres(Postgres, Database, Path.Combine(data, Postgres), postgresPassword);
        var database = postgres.AddDatabase(Database);
        return new(postgres, database, builder.AddLocalRedis(Cache, Path.Combine(data, Cache), cachePassword));
    }
}
