using System.Security.Cryptography;

namespace IxpServer.Processes.Postgres;

/// <summary>
/// A PostgreSQL server with data of its own, on loopback only, with a password and without a socket in the file
/// system. It runs the binaries of this machine, as the user <c>postgres</c> when this process is root's, since
/// PostgreSQL refuses root.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    /// <summary>The name of its superuser.</summary>
    public const string User = "postgres";

    private readonly PostgresOptions _options;
    private readonly RunDirectory _directory;
    private ChildProcess? _server;

    private PostgresCluster(PostgresOptions options, RunDirectory directory, string password) =>
        (_options, _directory, Password) = (options, directory, password);

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>The superuser's password.</summary>
    public string Password { get; }

    private string Data => _directory["postgres"];

    /// <summary>Makes the cluster if its data is not there yet, and starts it; it answers when this returns.</summary>
    /// <exception cref="MissingBinaryException">PostgreSQL is not installed.</exception>
    /// <exception cref="ProcessFailedException">It does not start.</exception>
    public static async Task<PostgresCluster> StartAsync(
        PostgresOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new PostgresOptions();
        Binaries.OfThisMachine.FindPostgres("initdb");
        var directory = options.Directory ?? await RunDirectory.CreateAsync();
        var password = options.Password ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        var cluster = new PostgresCluster(options, directory, password);
        try
        {
            await cluster.InitializeAsync(cancellation);
            cluster.Port = await LoopbackPort.UseAsync(port => cluster.RunAsync(port, cancellation));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// What a client of a database needs to connect, in Npgsql's form. It may take its time on a machine that is busy; a
    /// server that is away refuses at once.
    /// </summary>
    public string ConnectionString(string database = "postgres") =>
        $"Host=127.0.0.1;Port={Port};Username={User};Password={Password};Database={database};Timeout=60";

    /// <summary>Makes a database, as a copy of the template if there is one; nobody may be connected to that.</summary>
    public Task CreateDatabaseAsync(string name, string? template = null, CancellationToken cancellation = default) =>
        SqlAsync(
            $"CREATE DATABASE {Quoted(name)}" + (template is null ? "" : $" TEMPLATE {Quoted(template)}"),
            cancellation: cancellation
        );

    /// <summary>Drops a database if it is there, and with it whoever is connected.</summary>
    public Task DropDatabaseAsync(string name, CancellationToken cancellation = default) =>
        SqlAsync($"DROP DATABASE IF EXISTS {Quoted(name)} WITH (FORCE)", cancellation: cancellation);

    /// <summary>Runs SQL as the superuser, through <c>psql</c>.</summary>
    /// <returns>The rows, their columns separated by <c>|</c>.</returns>
    /// <exception cref="ProcessFailedException">The server refused it, or is away.</exception>
    public Task<IReadOnlyList<string>> SqlAsync(
        string sql,
        string database = "postgres",
        CancellationToken cancellation = default
    ) =>
        Commands.RunAsync(
            new ChildStart(
                Binaries.OfThisMachine.FindPostgres("psql"),
                ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", $"{Port}", "-U", User]
            )
            {
                Environment = new Dictionary<string, string?> { ["PGPASSWORD"] = Password, ["PGDATABASE"] = database },
                Input = sql,
            },
            cancellation
        );

    /// <summary>Stops it; clients are cut off, nothing committed is lost. Does nothing when it has stopped.</summary>
    public Task StopAsync() => _server?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Kills its main process (<c>kill -9</c>); waits until the rest of it has noticed and ended too.</summary>
    public async Task KillAsync()
    {
        if (_server?.Identity is not { } main)
        {
            return;
        }

        var others = main.Children();
        await _server.KillAsync();
        foreach (var other in others)
        {
            await other.StopAsync(Signal.None, TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Starts it again, after a stop or a kill, with the same data on the same port.</summary>
    /// <exception cref="ProcessFailedException">It does not start.</exception>
    public async Task StartAgainAsync(CancellationToken cancellation = default)
    {
        await StopAsync();
        await RunAsync(Port, cancellation);
    }

    /// <summary>Stops it; deletes its data if they are in a temporary directory of its own.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_options.Directory is null)
        {
            await _directory.DisposeAsync();
        }
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task InitializeAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(Data))
        {
            await PostgresInitialization.RunAsync(Data, Password, cancellation);
        }
    }

    private async Task RunAsync(int port, CancellationToken cancellation) =>
        _server = await ChildProcess.StartReadyAsync(
            new ChildStart(Binaries.OfThisMachine.Find("postgres"), PostgresSettings.Arguments(Data, port, _options))
            {
                Directory = Data,
                User = User,
                StopSignal = Signal.Interrupt,
            },
            "PostgreSQL",
            // A standby, or one that is being recovered, accepts "read-only connections".
            line => line.Contains("database system is ready to accept ", StringComparison.Ordinal),
            cancellation
        );
}
