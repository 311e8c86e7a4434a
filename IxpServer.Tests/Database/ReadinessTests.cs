using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
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
        Assert.Equal("healthy", (await server.GetJsonAsync("/ready")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_server_with_a_file_makes_itself_ready()
    {
        await using var server = IxpTestServer.Start();
        await server.DatabaseReadyAsync();

        Assert.Equal("healthy", (await server.GetJsonAsync("/ready")).GetProperty("status").GetString());
    }
}
