using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
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
            .LeaveFaultsToCallers()
            .AddInterceptors(
                new SqlitePragmas(options.BusyTimeout),
                new RowStamps(time),
                CommandDeadline.Interceptor.Instance
            );

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
            .LeaveFaultsToCallers()
            .AddInterceptors(new RowStamps(time), CommandDeadline.Interceptor.Instance);

    /// <summary>
    /// Whoever catches a fault says what it means. EF's own account of it is an error with a stack trace even for an e-mail
    /// address that is taken, and one without a cause for each connection that cannot be opened.
    /// </summary>
    private static DbContextOptionsBuilder LeaveFaultsToCallers(this DbContextOptionsBuilder builder) =>
        builder.ConfigureWarnings(warnings =>
            warnings.Log(
                (CoreEventId.SaveChangesFailed, LogLevel.Debug),
                (RelationalEventId.CommandError, LogLevel.Debug),
                (RelationalEventId.ConnectionError, LogLevel.Debug)
            )
        );
}
