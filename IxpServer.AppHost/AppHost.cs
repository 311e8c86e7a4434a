// The application as Aspire runs it on a developer's machine and publishes it. docs/aspire.md describes both.
using IxpServer.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
var isPublished = builder.ExecutionContext.IsPublishMode;

var jwtSecret = builder.AddParameter("jwt-secret", secret: true);
var encryptionKey = builder.AddParameter("encryption-key", secret: true);
var corsOrigin = builder.AddParameter("cors-origin");
var adminEmail = builder.AddParameter("admin-email");
var adminPassword = builder.AddParameter("admin-password", secret: true);

var postgres = builder.AddPostgres("postgres").WithDataVolume("ixp-postgres");
var database = postgres.AddDatabase("ixpdb");
var cache = builder.AddRedis("cache");
if (!isPublished && bool.TryParse(builder.Configuration["tools"], out var tools) && tools)
{
    postgres.WithPgAdmin();
    cache.WithRedisInsight();
}

// The one that changes the schema, and makes the first administrator: the server's replicas wait until it has done so.
var migrations = builder
    .AddProject<Projects.IxpServer_MigrationService>("migrations")
    .WithReference(database)
    .WithEnvironment("ADMIN_EMAIL", adminEmail)
    .WithEnvironment("ADMIN_PASSWORD", adminPassword)
    .WaitFor(database);

// Each replica in a container of its own listens on 8080; on a developer's machine each needs a port of its own.
var api = builder.AddProject<Projects.IxpServer_Api>("api", launchProfileName: null);
_ = isPublished ? api.WithHttpEndpoint(targetPort: 8080) : api.WithHttpEndpoint();
api.WithExternalHttpEndpoints()
    .WithReplicas(PublishTarget.Replicas)
    // It would believe anybody's X-Forwarded-For, so the server refuses it: TRUSTED_PROXIES says whom to believe.
    .WithEnvironment("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "false")
    // Whoever publishes does so with the launch profile of a developer's machine.
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", isPublished ? "Production" : builder.Environment.EnvironmentName)
    .WithReference(database)
    .WithReference(cache)
    .WithEnvironment("CORS_ORIGIN", corsOrigin)
    .WithEnvironment("JWT_SECRET", jwtSecret)
    .WithEnvironment("ENCRYPTION_KEY", encryptionKey)
    .WaitFor(cache)
    .WaitForCompletion(migrations)
    // Probes become Kubernetes', and are health checks too: one more on the same path would be refused.
    .WithHttpHealthCheck("/health")
    .WithHttpProbe(ProbeType.Readiness, "/ready")
    .WithHttpProbe(ProbeType.Liveness, "/alive");

builder.AddPublishTarget(api, migrations);
builder.Build().Run();
