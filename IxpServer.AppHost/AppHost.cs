// The application as Aspire runs it on a developer's machine and publishes it. docs/aspire.md describes both.
using IxpServer.AppHost;
using IxpServer.AppHost.Commands;
using IxpServer.AppHost.Stores;

const int Unavailable = 69;
const int Replicas = 2;

try
{
    var builder = DistributedApplication.CreateBuilder(args);
    var isPublished = builder.ExecutionContext.IsPublishMode;
    var port = builder.Configuration.Port();

    var jwtSecret = builder.AddSecret("jwt-secret", 48, "Signs the server's tokens");
    var encryptionKey = builder.AddSecret("encryption-key", 32, "Encrypts what sessions hold");
    var corsOrigin = builder.AddSetting("cors-origin", $"http://localhost:{port}", "Whose pages may call the server");
    var adminEmail = builder.AddSetting("admin-email", "admin@example.com", "The first administrator");
    var adminPassword = builder.AddSecret("admin-password", 22, "The first administrator's password");
    var stores = isPublished ? builder.AddPublishedStores() : builder.AddStores();

    // The one that changes the schema, and makes the first administrator: the server's replicas wait until it has done so.
    var migrations = builder
        .AddProject<Projects.IxpServer_MigrationService>("migrations")
        .WithIconName("DatabaseArrowUp")
        .WithReference(stores.Database)
        .WithEnvironment("ADMIN_EMAIL", adminEmail)
        .WithEnvironment("ADMIN_PASSWORD", adminPassword)
        .WaitFor(stores.Database)
        .WithMigrationCommands(stores.Database);

    // Each replica in a container of its own listens on 8080; on a developer's machine each has a port of its own, and Aspire's
    // proxy stands before all of them.
    var api = builder.AddProject<Projects.IxpServer_Api>("api", launchProfileName: null).WithIconName("ServerSurface");
    _ = isPublished ? api.WithHttpEndpoint(targetPort: 8080) : api.WithHttpEndpoint(port);
    api.WithExternalHttpEndpoints()
        .WithReplicas(Replicas)
        // It would believe anybody's X-Forwarded-For, so the server refuses it: TRUSTED_PROXIES says whom to believe.
        .WithEnvironment("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "false")
        // Whoever publishes does so with the launch profile of a developer's machine.
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", isPublished ? "Production" : builder.Environment.EnvironmentName)
        .WithReference(stores.Database)
        .WithReference(stores.Cache)
        .WithEnvironment("CORS_ORIGIN", corsOrigin)
        .WithEnvironment("JWT_SECRET", jwtSecret)
        .WithEnvironment("ENCRYPTION_KEY", encryptionKey)
        .WaitFor(stores.Cache)
        .WaitForCompletion(migrations)
        // Probes become Kubernetes', and are health checks too: one more on the same path would be refused.
        .WithHttpProbe(ProbeType.Readiness, "/ready")
        .WithHttpProbe(ProbeType.Liveness, "/alive")
        .WithServerHealth()
        .WithLinks()
        .WithFlushCommand(adminEmail.Resource, adminPassword.Resource);

    await builder.Build().RunAsync();
    return 0;
}
catch (StartException missing)
{
    await Console.Error.WriteLineAsync(missing.Message);
    return Unavailable;
}
