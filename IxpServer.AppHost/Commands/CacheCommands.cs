using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace IxpServer.AppHost.Commands;

/// <summary>What the dashboard can do to the server's cache, as an administrator does it.</summary>
internal static class CacheCommands
{
    /// <summary>Removes everything that is cached, on all replicas, through the server's own API.</summary>
    internal static IResourceBuilder<ProjectResource> WithFlushCommand(
        this IResourceBuilder<ProjectResource> api,
        ParameterResource email,
        ParameterResource password
    ) =>
        api.WithHttpCommand(
            "/api/cache",
            "Flush the cache",
            endpointName: "http",
            commandName: "flush-cache",
            commandOptions: new HttpCommandOptions
            {
                Method = HttpMethod.Delete,
                IconName = "DeleteDismiss",
                Description = "Removes everything that is cached, in Redis and in the memory of all replicas",
                PrepareRequest = async context =>
                {
                    // Not with the path, whose question mark Aspire escapes.
                    context.Request.RequestUri = new Uri(context.Request.RequestUri!, "?all=true");
                    using var answer = await context.HttpClient.PostAsJsonAsync(
                        new Uri(context.Request.RequestUri!, "/api/auth/login"),
                        new
                        {
                            email = await email.GetValueAsync(context.CancellationToken),
                            password = await password.GetValueAsync(context.CancellationToken),
                        },
                        context.CancellationToken
                    );
                    var body = await answer
                        .EnsureSuccessStatusCode()
                        .Content.ReadFromJsonAsync<JsonElement>(context.CancellationToken);
                    context.Request.Headers.Authorization = new AuthenticationHeaderValue(
                        "Bearer",
                        body.GetProperty("accessToken").GetString()
                    );
                },
            }
        );
}
