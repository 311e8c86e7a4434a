namespace IxpServer.Processes.Postgres;

/// <summary>
/// Makes a cluster's data directory. That takes most of a second each time; a copy of one kept for later would take
/// a good part of it too, and would have to be guarded against other versions and other processes.
/// </summary>
public static class PostgresInitialization
{
    /// <param name="data">Where; its parent must let the user <c>postgres</c> pass when this process is root's.</param>
    /// <param name="password">Of the superuser, <see cref="PostgresCluster.User"/>.</param>
    /// <param name="cancellation">Gives up; what is there by then is begun anew the next time.</param>
    /// <param name="sql">Run on it before it counts as made: see <see cref="SqlAsync"/>.</param>
    /// <exception cref="MissingBinaryException">PostgreSQL is not installed.</exception>
    /// <exception cref="ProcessFailedException">It failed; the message says why.</exception>
    public static async Task RunAsync(string data, string password, CancellationToken cancellation, string? sql = null)
    {
        // It gets its name when it is whole. What has this name was left by an initialization that was cut short.
        var unfinished = $"{data}.unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        await InitializeAsync(unfinished, password, cancellation);
        if (sql is not null)
        {
            await SqlAsync(unfinished, sql, cancellation);
        }

        Directory.Move(unfinished, data);
    }

    /// <summary>Runs SQL on a cluster that is not running: one statement a line.</summary>
    /// <exception cref="ProcessFailedException">It is running, or its data are damaged.</exception>
    public static Task SqlAsync(string data, string sql, CancellationToken cancellation) =>
        Commands.RunAsync(
            new ChildStart(Binaries.OfThisMachine.FindPostgres("postgres"), ["--single", "-D", data, "postgres"])
            {
                User = PostgresCluster.User,
                Input = sql,
            },
            cancellation
        );

    private static async Task InitializeAsync(string data, string password, CancellationToken cancellation)
    {
        var passwordFile = $"{data}.password";
        Directory.CreateDirectory(data, Modes.Private);
        Modes.WriteSecret(passwordFile, password);
        await Modes.GiveAsync(data, PostgresCluster.User, cancellation);
        await Modes.GiveAsync(passwordFile, PostgresCluster.User, cancellation);
        try
        {
            await Commands.RunAsync(
                new ChildStart(Binaries.OfThisMachine.FindPostgres("initdb"), Arguments(data, passwordFile))
                {
                    User = PostgresCluster.User,
                },
                cancellation
            );
        }
        catch (ProcessFailedException failed)
            when (Environment.IsPrivilegedProcess && Modes.Obstacle(data) is { } obstacle)
        {
            throw new ProcessFailedException(
                $"PostgreSQL runs as the user {PostgresCluster.User}, who cannot enter {obstacle}: keep the data elsewhere",
                failed
            );
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private static string[] Arguments(string data, string passwordFile) =>
        [
            $"--pgdata={data}",
            $"--username={PostgresCluster.User}",
            $"--pwfile={passwordFile}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ];
}
