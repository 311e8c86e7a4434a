using System.Collections.Concurrent;
using System.Text;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Migration;

/// <summary>What a collector is told of a migration, over OTLP.</summary>
public sealed class MigrationTraceTests
{
    [Fact]
    public async Task A_run_sends_its_span_and_those_of_its_commands_before_it_ends()
    {
        var traces = new ConcurrentQueue<string>();
        await using var collector = await StubHttpServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (context.Request.Path == "/v1/traces")
            {
                // Protobuf keeps text as it is.
                traces.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            }
        });
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Postgres);

        var run = await MigrationProcess.RunAsync([
            .. database.Variables,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_SERVICE_NAME", "migrations"),
        ]);

        Assert.Equal(0, run.ExitCode);
        var sent = string.Concat(traces);
        Assert.Contains("IxpServer.MigrationService", sent);
        Assert.Contains("migrate", sent);
        Assert.Contains("Npgsql", sent);
    }
}
