using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>How the contexts reach their database, the same for the server, its tools and its tests.</summary>
internal static class ContextOptions
{
    internal static DbContextOptionsBuilder UseIxpSqlite(
        this DbContextOptionsBuilder builder,
        string connectionString,
        DatabaseOptions options,
        TimeProvider time
    ) =>
        builder
            .UseSqlite(connectionString)
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(new SqlitePragmas(options.BusyTimeout), new RowStamps(time));

    internal static DbContextOptionsBuilder UseIxpPostgres(
        this DbContextOptionsBuilder builder,
        NpgsqlDataSource source,
        DatabaseOptions options,
        TimeProvider time
    ) =>
        builder
            .UseNpgsql(
                source,
                npgsql =>
                {
                    npgsql.SetPostgresVersion(15, 0);
                    if (options.RetryCount > 0)
                    {
                        npgsql.EnableRetryOnFailure(options.RetryCount, options.RetryMaxDelay, null);
                    }
                }
            )
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(new RowStamps(time));
}
