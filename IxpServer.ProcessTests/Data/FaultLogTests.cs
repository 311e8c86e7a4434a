using System.Collections.Concurrent;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IxpServer.Tests.Data;

/// <summary>What an operator reads of faults that a caller has caught.</summary>
public sealed class FaultLogTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_fault_that_its_caller_handles_is_no_error_in_the_log(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var lines = new Lines();
        database.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        await AddAsync(database);
        Assert.NotEmpty(lines.All);

        await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(database));

        Assert.DoesNotContain(lines.All, level => level >= LogLevel.Warning);
    }

    private static async Task AddAsync(TestDatabase database)
    {
        await using var context = database.Open();
        context.Add(
            new User
            {
                Name = "Ann",
                Email = "ann@example.com",
                PasswordHash = "-",
            }
        );
        await context.SaveChangesAsync(TestDatabase.Cancel);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        internal ConcurrentQueue<LogLevel> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => All.Enqueue(logLevel);

        public void Dispose() { }
    }
}
