using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Registry.Admin;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IxpServer.Tests.Database;

/// <summary><c>/ready</c>: whether a load balancer should send requests here.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task A_server_on_PostgreSQL_is_not_ready_until_the_migrations_are_there_but_renders()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Postgres);
        await using var server = IxpTestServer.Start(database);

        using (var response = await server.GetAsync("/ready"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            var check = (await response.JsonAsync()).GetProperty("checks").GetProperty("database");
            Assert.Equal("unhealthy", check.GetProperty("status").GetString());
            Assert.Contains("run IxpServer.MigrationService", check.GetProperty("message").GetString());
        }

        using (var render = await server.RenderAsync("show_weather", """{"city":"Lisbon"}"""))
        {
            Assert.Equal(HttpStatusCode.OK, render.StatusCode);
        }

        await database.Migrator.MigrateAsync(TestDatabase.Cancel);
        await ReadyAsync(server);
    }

    [Fact]
    public async Task A_server_with_a_file_makes_itself_ready()
    {
        await using var server = IxpTestServer.Start();
        await ReadyAsync(server);
        Assert.Equal("healthy", (await server.GetJsonAsync("/ready")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_server_is_not_ready_before_it_has_read_the_stored_definitions()
    {
        await using var admin = await AdminServer.StartAsync(DatabaseKind.Postgres);
        await admin.PublishAsync(AdminServer.Intent("stored"));
        await using var holder = admin.Database.Open();
        await using var held = await holder.Database.BeginTransactionAsync(TestDatabase.Cancel);
        await holder.Database.ExecuteSqlRawAsync("LOCK TABLE registry_definitions", TestDatabase.Cancel);

        await using var started = IxpTestServer.Start(admin.Database, admin.Files.Settings);
        using (var response = await started.GetAsync("/ready"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            var checks = (await response.JsonAsync()).GetProperty("checks");
            Assert.Equal("healthy", checks.GetProperty("database").GetProperty("status").GetString());
            Assert.Contains("not been read", checks.GetProperty("registry").GetProperty("message").GetString());
        }

        await held.RollbackAsync(TestDatabase.Cancel);
        await ReadyAsync(started);
        using var render = await started.RenderAsync("stored");
        Assert.Equal(HttpStatusCode.OK, render.StatusCode);
    }

    private static Task<TimeSpan> ReadyAsync(IxpTestServer server) =>
        Eventually.TrueAsync(
            async () =>
            {
                using var response = await server.GetAsync("/ready");
                return response.StatusCode is HttpStatusCode.OK;
            },
            "the server is ready"
        );
}
