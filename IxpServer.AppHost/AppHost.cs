// The application as Aspire runs it on a developer's machine and publishes it.
var builder = DistributedApplication.CreateBuilder(args);

var jwtSecret = builder.AddParameter("jwt-secret", secret: true);
var encryptionKey = builder.AddParameter("encryption-key", secret: true);
var corsOrigin = builder.AddParameter("cors-origin");
var database = builder.AddPostgres("postgres").WithDataVolume("ixp-postgres").AddDatabase("ixpdb");

var cache = builder.AddRedis("cache");

// The one that changes the schema: the server's replicas wait until it has done so.
var migrations = builder
    .AddProject<Projects.IxpServer_MigrationService>("migrations")
    .WithReference(database)
    .WaitFor(database);

// In containers and under Aspire the server listens where HTTP_PORTS says.
builder
    .AddProject<Projects.IxpServer_Api>("api", launchProfileName: null)
    .WithHttpEndpoint(targetPort: 8080)
    .WithExternalHttpEndpoints()
    .WithReference(database)
    .WithReference(cache)
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
    .WithEnvironment("CORS_ORIGIN", corsOrigin)
    .WithEnvironment("JWT_SECRET", jwtSecret)
    .WithEnvironment("ENCRYPTION_KEY", encryptionKey)
    .WaitForCompletion(migrations)
    .WaitFor(cache)
    .WithHttpHealthCheck("/ready");

builder.Build().Run();
