using System.Diagnostics;
using IxpServer.Data.Connections;
using IxpServer.Data.Maintenance;
using IxpServer.Hosting.Configuration;
using Npgsql;

namespace IxpServer.MigrationService;

/// <summary>Does what the command line says, once, and says by its result how that went.</summary>
internal sealed partial class Worker(
    DatabaseConnection connection,
    DatabaseOptions options,
    DatabaseMigrator migrator,
    IntentLogPartitions partitions,
    AdminSeed admin,
    SampleSeed samples,
    ILogger<Worker> log
)
{
    /// <summary>Never throws but for wrong arguments: the process's exit code is this result.</summary>
    internal async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        var name = arguments.Command.ToString().ToLowerInvariant();
        using var span = Telemetry.Activities.StartActivity(name);
        try
        {
            return arguments.Command switch
            {
                Command.Script => Script(),
                Command.Check => await CheckAsync(cancellationToken),
                Command.Rollback => await RollbackAsync(arguments.Target!, cancellationToken),
                _ => await MigrateAsync(arguments.SeedSamples, cancellationToken),
            };
        }
        catch (Exception fault) when (fault is not ConfigurationException)
        {
            // Without the stack, which helps only whoever changes this program; the span and Debug have it.
            span?.SetStatus(ActivityStatusCode.Error, fault.Message);
            span?.AddException(fault);
            Failed(log, name, connection, InWords(fault));
            FailedIn(log, fault);
            return ExitCodes.Failed;
        }
    }

    private int Script()
    {
        if (connection.Kind is DatabaseKind.Sqlite)
        {
            throw new ConfigurationException([
                "--script: needs PostgreSQL; SQLite's scripts cannot tell what is there already",
            ]);
        }

        Console.Out.Write(migrator.Script());
        return ExitCodes.Done;
    }

    private async Task<int> CheckAsync(CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        var pending = await migrator.PendingAsync(cancellationToken);
        foreach (var migration in pending)
        {
            Console.WriteLine(migration);
        }

        return pending.Count is 0 ? ExitCodes.Done : ExitCodes.Pending;
    }

    private async Task<int> RollbackAsync(string target, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        await using var held = await LockAsync(cancellationToken);
        try
        {
            var taken = await migrator.RollbackAsync(target, cancellationToken);
            RolledBack(log, connection, taken.Count, string.Join(", ", taken));
            return ExitCodes.Done;
        }
        catch (UnknownMigrationException unknown)
        {
            throw new ConfigurationException([$"--rollback: {unknown.Message}"]);
        }
    }

    private async Task<int> MigrateAsync(bool seedSamples, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        await using var held = await LockAsync(cancellationToken);
        var applied = await migrator.MigrateAsync(cancellationToken);
        Migrated(log, connection, applied.Count, string.Join(", ", applied));

        var changes = await partitions.MaintainAsync(cancellationToken);
        Maintained(log, string.Join(", ", changes.Made), string.Join(", ", changes.Dropped), changes.Deleted);

        await admin.RunAsync(cancellationToken);
        if (seedSamples)
        {
            await samples.RunAsync(cancellationToken);
        }

        return ExitCodes.Done;
    }

    private Task WaitAsync(CancellationToken cancellationToken) =>
        StartUp.WaitAsync(
            connection,
            options.StartTimeout,
            fault => Waiting(log, connection, InWords(fault), options.StartTimeout.TotalSeconds),
            cancellationToken
        );

    private Task<MigrationLock> LockAsync(CancellationToken cancellationToken) =>
        MigrationLock.AcquireAsync(
            connection,
            options.LockTimeout,
            () => WaitingForOther(log, connection),
            cancellationToken
        );

    /// <summary>The database's own words where there are any; they hold no secret.</summary>
    private static string InWords(Exception fault) =>
        fault switch
        {
            OperationCanceledException => "stopped before it was done",
            PostgresException refused => $"{refused.MessageText} (SQLSTATE {refused.SqlState})",
            NpgsqlException { InnerException: { } inner } => $"{fault.Message}: {inner.Message}",
            _ => fault.GetBaseException().Message,
        };

    [LoggerMessage(LogLevel.Error, "{Command} of {Database} failed: {Fault}")]
    private static partial void Failed(ILogger log, string command, DatabaseConnection database, string fault);

    [LoggerMessage(LogLevel.Debug, "The failure in full")]
    private static partial void FailedIn(ILogger log, Exception fault);

    [LoggerMessage(LogLevel.Information, "{Database}: applied {Count} migrations {Names}")]
    private static partial void Migrated(ILogger log, DatabaseConnection database, int count, string names);

    [LoggerMessage(LogLevel.Information, "{Database}: took back {Count} migrations {Names}")]
    private static partial void RolledBack(ILogger log, DatabaseConnection database, int count, string names);

    [LoggerMessage(LogLevel.Information, "Intent logs: made [{Made}], dropped [{Dropped}], deleted {Deleted} rows")]
    private static partial void Maintained(ILogger log, string made, string dropped, int deleted);

    [LoggerMessage(LogLevel.Warning, "{Database} is not up yet ({Fault}); trying for {Seconds} s")]
    private static partial void Waiting(ILogger log, DatabaseConnection database, string fault, double seconds);

    [LoggerMessage(LogLevel.Information, "{Database}: another process is migrating; waiting for it")]
    private static partial void WaitingForOther(ILogger log, DatabaseConnection database);
}
