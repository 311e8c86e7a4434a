using IxpServer.ProcessHost.Postgres;
using IxpServer.ProcessHost.Processes;
using IxpServer.ProcessHost.Redis;
using IxpServer.ProcessHost.Services;

namespace IxpServer.ProcessHost.Hosting;

/// <summary>The application's processes, started in the order of their needs and stopped in the reverse.</summary>
internal sealed class Topology(HostOptions options, RunDirectory directory, HostLog log) : IAsyncDisposable
{
    private const string Database = "ixpdb";

    private readonly HostSecrets _secrets = new(directory);
    private readonly List<ApiProcess> _replicas = [];
    private readonly List<Supervisor> _supervisors = [];
    private PostgresCluster? _postgres;
    private RedisServer? _redis;

    /// <summary>Where the replicas listen.</summary>
    internal IEnumerable<Uri> Addresses => _replicas.Select(replica => replica.Address);

    /// <summary>Starts everything; all of it is healthy when this returns.</summary>
    /// <exception cref="MissingBinaryException">A program is not installed.</exception>
    /// <exception cref="ProcessFailedException">A process cannot be started.</exception>
    internal async Task StartAsync(CancellationToken cancellation)
    {
        CheckPorts();
        if (options.Postgres)
        {
            await StartPostgresAsync(cancellation);
        }

        if (options.Redis)
        {
            await StartRedisAsync(cancellation);
        }

        var environment = new HostEnvironment(_secrets).Variables(
            _postgres?.ConnectionString(Database),
            _redis?.ConnectionString
        );
        if (options.Postgres)
        {
            await MigrateAsync(environment, cancellation);
        }

        await Task.WhenAll(
            Enumerable.Range(0, options.Replicas).Select(index => StartReplicaAsync(index, environment, cancellation))
        );
        ConnectFile.Write(directory, _postgres, Database, _redis);
    }

    /// <summary>Starts again what ends by itself, until it is cancelled.</summary>
    internal Task WatchAsync(CancellationToken cancellation) =>
        Task.WhenAll(_supervisors.Select(supervisor => supervisor.WatchAsync(cancellation)));

    /// <summary>Stops everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_replicas.Select(replica => replica.DisposeAsync().AsTask()));
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    /// <summary>Another server on a replica's port might well answer in its place.</summary>
    private void CheckPorts()
    {
        if (Ports().FirstOrDefault(port => !LoopbackPort.IsFree(port)) is var taken and not 0)
        {
            throw new ProcessFailedException($"Port {taken} is in use; --port names another");
        }
    }

    private IEnumerable<int> Ports() => Enumerable.Range(options.Port, options.Replicas);

    private async Task StartPostgresAsync(CancellationToken cancellation)
    {
        log.Host("starting PostgreSQL");
        var postgres = await PostgresCluster.StartAsync(
            new PostgresOptions
            {
                Directory = directory,
                Password = _secrets.Password("POSTGRES_PASSWORD"),
                Fsync = options.Data is not null,
                Output = log.For("postgres"),
            },
            cancellation
        );
        _postgres = postgres;
        Supervise("postgres", () => postgres.Exited, () => postgres.StartAgainAsync(cancellation));
        var found = await postgres.SqlAsync(
            $"SELECT 1 FROM pg_database WHERE datname = '{Database}'",
            cancellation: cancellation
        );
        if (found.Count is 0)
        {
            await postgres.CreateDatabaseAsync(Database, cancellation: cancellation);
        }
    }

    private async Task StartRedisAsync(CancellationToken cancellation)
    {
        log.Host("starting Redis");
        var redis = await RedisServer.StartAsync(
            new RedisOptions
            {
                Directory = directory,
                Password = _secrets.Password("REDIS_PASSWORD"),
                // The one for operators: what the server needs and a hardened Redis lacks shall be met here first.
                ConfigurationFile = Path.Combine(AppContext.BaseDirectory, "redis.conf"),
                Output = log.For("redis"),
            },
            cancellation
        );
        _redis = redis;
        Supervise("redis", () => redis.Exited, () => redis.StartAgainAsync(cancellation));
    }

    private async Task MigrateAsync(IReadOnlyDictionary<string, string?> environment, CancellationToken cancellation)
    {
        log.Host("migrating the database");
        var result = await WorkerProcess.RunAsync(
            new ServiceOptions
            {
                Name = "migrations",
                Environment = environment,
                Directory = directory,
                Output = log.For("migrations"),
            },
            cancellation
        );
        if (result.ExitCode is not 0)
        {
            throw new ProcessFailedException($"migrations ended with exit code {result.ExitCode}:", result.LastLines);
        }
    }

    private async Task StartReplicaAsync(
        int index,
        IReadOnlyDictionary<string, string?> environment,
        CancellationToken cancellation
    )
    {
        var name = $"api-{index + 1}";
        log.Host($"starting {name}");
        var replica = await ApiProcess.StartAsync(
            new ServiceOptions
            {
                Name = name,
                Port = options.Port + index,
                Environment = environment,
                Directory = directory,
                Output = log.For(name),
            },
            cancellation
        );
        lock (_replicas)
        {
            _replicas.Add(replica);
        }

        Supervise(name, () => replica.Exited, () => replica.StartAgainAsync(cancellation));
    }

    private void Supervise(string name, Func<Task<int>> exited, Func<Task> startAgain)
    {
        lock (_supervisors)
        {
            _supervisors.Add(new Supervisor(name, exited, startAgain, log.Host));
        }
    }
}
