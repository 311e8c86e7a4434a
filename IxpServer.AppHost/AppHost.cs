// The application as Aspire runs it on a developer's machine and publishes it.
var builder = DistributedApplication.CreateBuilder(args);

// In containers and under Aspire the server listens where HTTP_PORTS says.
builder
    .AddProject<Projects.IxpServer_Api>("api", launchProfileName: null)
    .WithHttpEndpoint(targetPort: 8080)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/alive");

builder.Build().Run();
