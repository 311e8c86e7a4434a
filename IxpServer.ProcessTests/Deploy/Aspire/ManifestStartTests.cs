using System.Net;
using IxpServer.Processes.Redis;
using IxpServer.Tests.Data;
using IxpServer.Tests.Migration;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy.Aspire;

/// <summary>The programs with exactly the variables of the manifest, in Production, with PostgreSQL and Redis.</summary>
public sealed class ManifestStartTests
{
    private const string Database = "ixpdb";

    [Fact]
    public async Task With_the_manifests_variables_migrations_run_and_every_probe_succeeds()
    {
        var postgres = await TestPostgres.GetAsync();
        await using var redis = await RedisServer.StartAsync(cancellation: TestDatabase.Cancel);
        await postgres.CreateDatabaseAsync(Database, cancellation: TestDatabase.Cancel);
        try
        {
            var manifest = Manifest.Read();
            foreach (
                var (name, value) in new[]
                {
                    ("postgres.host", "127.0.0.1"),
                    ("postgres.port", $"{postgres.Port}"),
                    ("postgres-password", postgres.Password),
                    ("cache.host", "127.0.0.1"),
                    ("cache.port", $"{redis.Port}"),
                    ("cache-password", redis.Password),
                    ("jwt-secret", "of-the-tests-0123456789-0123456789-0123456789"),
                    ("encryption-key", "of-the-tests-0123456789-01234567"),
                    ("cors-origin", "https://app.example.com"),
                    ("admin-email", "root@example.com"),
                    ("admin-password", "correct horse battery"),
                    // Any that is free, where a container has its own 8080.
                    ("api.targetPort", "0"),
                }
            )
            {
                manifest.Given[name] = value;
            }

            var migrated = await MigrationProcess.RunAsync(manifest.Resolved("migrations"));
            Assert.True(migrated.ExitCode is 0, migrated.All);
            await using var server = ServerProcess.Start(manifest.Resolved("api"));
            using var http = new HttpClient { BaseAddress = await server.ListeningAsync() };
            await Eventually.TrueAsync(
                async () => await StatusAsync(http, "/ready") is HttpStatusCode.OK,
                "the server is ready"
            );

            // The AppHost's health check and probes.
            foreach (var path in new[] { "/health", "/ready", "/alive" })
            {
                Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, path));
            }

            // The server knows the administrator whom the migrations have made, and Redis is in use.
            using var login = new StringContent(
                """{"email":"root@example.com","password":"correct horse battery"}""",
                System.Text.Encoding.UTF8,
                "application/json"
            );
            using var signedIn = await http.PostAsync("/api/auth/login", login, TestDatabase.Cancel);
            Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
            Assert.Contains(
                "\"cache\":{\"status\":\"healthy\"}",
                await http.GetStringAsync("/health", TestDatabase.Cancel)
            );
            Assert.Equal(0, await server.StopAsync());
        }
        finally
        {
            await postgres.DropDatabaseAsync(Database, CancellationToken.None);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path, TestDatabase.Cancel);
        return response.StatusCode;
    }
}
