using IxpServer.ProcessHost.Postgres;
using IxpServer.ProcessHost.Processes;
using IxpServer.ProcessHost.Redis;

namespace IxpServer.ProcessHost.Hosting;

/// <summary>
/// A file for a shell to read in, so that <c>psql</c> and <c>redis-cli</c> connect, and no password has to be shown
/// on the console or typed.
/// </summary>
internal static class ConnectFile
{
    private const string Name = "connect.env";

    internal static void Write(RunDirectory directory, PostgresCluster? postgres, string database, RedisServer? redis)
    {
        var lines = new List<string>();
        if (postgres is not null)
        {
            lines.AddRange([
                "export PGHOST=127.0.0.1",
                $"export PGPORT={postgres.Port}",
                $"export PGUSER={PostgresCluster.User}",
                $"export PGPASSWORD={postgres.Password}",
                $"export PGDATABASE={database}",
                $"export ConnectionStrings__ixpdb='{postgres.ConnectionString(database)}'",
            ]);
        }

        if (redis is not null)
        {
            lines.AddRange([
                $"export REDIS_PORT={redis.Port}",
                $"export REDISCLI_AUTH={redis.Password}",
                $"export ConnectionStrings__cache='{redis.ConnectionString}'",
            ]);
        }

        Modes.WriteSecret(directory[Name], string.Concat(lines.Select(line => $"{line}\n")));
    }

    internal static string PathIn(RunDirectory directory) => directory[Name];
}
