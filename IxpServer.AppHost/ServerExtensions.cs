using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using IxpServer.AppHost.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace IxpServer.AppHost;

/// <summary>What the dashboard and the console show of the server.</summary>
internal static partial class ServerExtensions
{
    private const string Endpoint = "http";

    /// <summary>The port of the address that all replicas are behind: <c>--port</c>, or 3000.</summary>
    /// <exception cref="StartException">It is no port.</exception>
    internal static int Port(this IConfiguration configuration) =>
        configuration["port"] switch
        {
            null or "" => 3000,
            var text when ushort.TryParse(text, CultureInfo.InvariantCulture, out var port) && port > 0 => port,
            var other => throw new StartException($"--port: found '{other}'; allowed: 1 to 65535"),
        };

    /// <summary>The state that the server itself tells: also degraded, which a status code does not say.</summary>
    internal static IResourceBuilder<ProjectResource> WithServerHealth(this IResourceBuilder<ProjectResource> api)
    {
        var endpoint = api.GetEndpoint(Endpoint);
        const string Key = "api_health";
        api.ApplicationBuilder.Services.AddHttpClient();
        api.ApplicationBuilder.Services.AddHealthChecks()
            .Add(
                new(
                    Key,
                    services => new ServerHealth(services.GetRequiredService<IHttpClientFactory>(), () => endpoint.Url),
                    failureStatus: null,
                    tags: null
                )
            );
        return api.WithHealthCheck(Key);
    }

    /// <summary>What a developer opens, and the address on the console.</summary>
    internal static IResourceBuilder<ProjectResource> WithLinks(this IResourceBuilder<ProjectResource> api) =>
        api.WithUrlForEndpoint(Endpoint, url => url.DisplayText = "Page")
            .WithUrlForEndpoint(Endpoint, _ => new() { Url = "/docs", DisplayText = "Reference" })
            .WithUrlForEndpoint(Endpoint, _ => new() { Url = "/metrics", DisplayText = "Metrics" })
            .OnResourceReady(
                (resource, ready, _) =>
                {
                    Listens(
                        ready.Services.GetRequiredService<ILoggerFactory>().CreateLogger("IxpServer.AppHost"),
                        resource.GetEndpoint(Endpoint).Url
                    );
                    return Task.CompletedTask;
                }
            );

    [LoggerMessage(LogLevel.Information, "The server listens on {Address}, and its replicas answer there in turn")]
    private static partial void Listens(ILogger log, string address);

    private sealed class ServerHealth(IHttpClientFactory clients, Func<string> address) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            using var client = clients.CreateClient();
            using var answer = await client.GetAsync(new Uri($"{address()}/health"), cancellationToken);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            var status = body.GetProperty("status").GetString();
            var ill = body.GetProperty("checks")
                .EnumerateObject()
                .Where(check => check.Value.GetProperty("status").GetString() is not "healthy")
                .Select(check => $"{check.Name} is {check.Value.GetProperty("status")}");
            return new(Enum.Parse<HealthStatus>(status!, ignoreCase: true), string.Join(", ", ill));
        }
    }
}
