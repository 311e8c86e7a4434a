using IxpServer.Processes;
using IxpServer.Processes.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace IxpServer.AppHost.Stores;

/// <summary>A PostgreSQL server as a plain process on loopback, from programs of this machine.</summary>
/// <param name="name">Its name in the model.</param>
/// <param name="commandLine">The program and its arguments.</param>
/// <param name="password">Of its superuser.</param>
internal sealed class LocalPostgres(string name, string[] commandLine, ParameterResource password)
    : ExecutableResource(name, commandLine[0], "/"),
        IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var endpoint = this.GetEndpoint(LocalStores.Endpoint);
            return ReferenceExpression.Create(
                $"Host={endpoint.Property(EndpointProperty.IPV4Host)};Port={endpoint.Property(EndpointProperty.Port)};Username={PostgresCluster.User};Password={password}"
            );
        }
    }
}

/// <summary>A database of a <see cref="LocalPostgres"/>.</summary>
internal sealed class LocalDatabase(string name, LocalPostgres server)
    : Resource(name),
        IResourceWithConnectionString,
        IResourceWithParent<LocalPostgres>
{
    public LocalPostgres Parent => server;

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{server.ConnectionStringExpression};Database={Name}");
}

/// <summary>Adds PostgreSQL as a plain process to the model.</summary>
internal static class LocalPostgresExtensions
{
    /// <summary>
    /// PostgreSQL takes SIGTERM, which stops a resource, for "when all clients have gone"; on SIGINT it cuts them off, and
    /// loses nothing that was committed.
    /// </summary>
    private const string StopAtOnce = """
        "$@" & server=$!
        trap 'kill -INT $server' TERM INT
        while kill -0 $server 2>/dev/null; do wait $server; code=$?; done
        exit $code
        """;

    internal static IResourceBuilder<LocalPostgres> AddLocalPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        string database,
        string data,
        ParameterResource password
    )
    {
        var postgres = Binaries.OfThisMachine.FindPostgres("postgres");
        var arguments = PostgresSettings.Arguments(data, port: null, new() { Fsync = true });
        string[] commandLine =
        [
            .. new ChildStart("/bin/sh", ["-c", StopAtOnce, "sh", postgres, .. arguments])
            {
                User = PostgresCluster.User,
            }.CommandLine,
        ];
        var server = builder
            .AddResource(new LocalPostgres(name, commandLine, password))
            .WithArgs([.. commandLine.Skip(1)])
            .WithEndpoint(scheme: "tcp", name: LocalStores.Endpoint, env: "PGPORT")
            .WithIconName("Database")
            .OnBeforeResourceStarted((_, _, cancel) => PrepareAsync(data, database, password, cancel));
        return server.WithHealthOf((checks, address, key) => checks.AddNpgSql(_ => address(), name: key));
    }

    internal static IResourceBuilder<LocalDatabase> AddDatabase(
        this IResourceBuilder<LocalPostgres> server,
        string name
    ) =>
        server
            .ApplicationBuilder.AddResource(new LocalDatabase(name, server.Resource))
            .WithIconName("Database")
            .OnInitializeResource((database, start, cancel) => FollowAsync(database, start.Notifications, cancel))
            .WithHealthOf((checks, address, key) => checks.AddNpgSql(_ => address(), name: key));

    /// <summary>
    /// Makes the data directory with the database at the first start. At each start the password is set anew: whoever has lost
    /// the AppHost's user secrets keeps their data.
    /// </summary>
    private static async Task PrepareAsync(
        string data,
        string database,
        ParameterResource password,
        CancellationToken cancel
    )
    {
        var secret = await password.GetValueAsync(cancel) ?? "";
        if (!Directory.Exists(data))
        {
            await PostgresInitialization.RunAsync(data, secret, cancel, $"CREATE DATABASE {database}");
        }

        var literal = secret.Replace("'", "''", StringComparison.Ordinal);
        await PostgresInitialization.SqlAsync(data, $"ALTER ROLE {PostgresCluster.User} PASSWORD '{literal}'", cancel);
    }

    /// <summary>A database is up when its server is: Aspire says so of containers' children only.</summary>
    private static async Task FollowAsync(
        LocalDatabase database,
        ResourceNotificationService states,
        CancellationToken cancel
    )
    {
        await foreach (var change in states.WatchAsync(cancel))
        {
            if (change.Resource == database.Parent)
            {
                await states.PublishUpdateAsync(
                    database,
                    state =>
                        state with
                        {
                            State = change.Snapshot.State,
                            StartTimeStamp = change.Snapshot.StartTimeStamp,
                        }
                );
            }
        }
    }
}
