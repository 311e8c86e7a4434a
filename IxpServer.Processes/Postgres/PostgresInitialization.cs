namespace IxpServer.Processes.Postgres;

/// <summary>
/// Makes a cluster's data directory. That takes most of a second each time; a copy of one kept for later would take
/// a good part of it too, and would have to be guarded against other versions and other processes.
/// </summary>
internal static class PostgresInitialization
{
    internal static async Task RunAsync(string data, string password, CancellationToken cancellation)
    {
        // It gets its name when it is whole. What has this name was left by an initialization that was cut short.
        var unfinished = $"{data}.unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        await InitializeAsync(unfinished, password, cancellation);
        Directory.Move(unfinished, data);
    }

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
