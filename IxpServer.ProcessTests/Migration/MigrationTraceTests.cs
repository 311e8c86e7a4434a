using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Telemetry;
using Xunit;

namespace IxpServer.Tests.Migration;

/// <summary>What a collector is told of a migration, over OTLP.</summary>
public sealed class MigrationTraceTests
{
    [Fact]
    public async Task A_run_sends_its_span_and_those_of_its_commands_before_it_ends()
    {
        await using var collector = await OtlpSink.StartAsync();
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Postgres);

        var run = await MigrationProcess.RunAsync([.. database.Variables, .. collector.Variables("migrations")]);

        Assert.Equal(0, run.ExitCode);
        var root = Assert.Single(collector.Spans, span => span.Scope is "IxpServer.MigrationService");
        Assert.Equal(("migrations", "migrate", ""), (root.Service, root.Name, root.ParentId));
        var commands = collector.Spans.Where(span => span.Scope is "Npgsql").ToList();
        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Equal((root.TraceId, root.Id), (command.TraceId, command.ParentId)));

        // An empty database is where everybody begins: nothing of that is an error.
        Assert.DoesNotContain(collector.Spans, span => span.IsError);
    }
}
