using IxpServer.Processes;
using IxpServer.Processes.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace IxpServer.AppHost.Stores;

/// <summary>A Redis server as a plain process on loopback, from programs of this machine.</summary>
/// <param name="name">Its name in the model.</param>
/// <param name="password">What clients must know.</param>
internal sealed class LocalRedis(string name, ParameterResource password)
    : ExecutableResource(name, Binaries.OfThisMachine.Find("redis-server"), "/"),
        IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var endpoint = this.GetEndpoint(LocalStores.Endpoint);
            return ReferenceExpression.Create(
                $"{endpoint.Property(EndpointProperty.IPV4Host)}:{endpoint.Property(EndpointProperty.Port)},password={password}"
            );
        }
    }
}

/// <summary>Adds Redis as a plain process to the model.</summary>
internal static class LocalRedisExtensions
{
    internal static IResourceBuilder<LocalRedis> AddLocalRedis(
        this IDistributedApplicationBuilder builder,
        string name,
        string data,
        ParameterResource password
    )
    {
        var file = $"{data}.conf";
        var server = builder.AddResource(new LocalRedis(name, password));
        return server
            .WithEndpoint(scheme: "tcp", name: LocalStores.Endpoint)
            .WithArgs(file, "--port", server.GetEndpoint(LocalStores.Endpoint).Property(EndpointProperty.TargetPort))
            .WithIconName("Memory")
            .OnBeforeResourceStarted(
                async (_, _, cancel) =>
                {
                    Modes.CreateDirectory(data, Modes.Private);
                    // The configuration for operators: what the server needs and a hardened Redis lacks is met here first.
                    RedisConfiguration.Write(
                        file,
                        data,
                        port: 0,
                        await password.GetValueAsync(cancel) ?? "",
                        new() { ConfigurationFile = Path.Combine(AppContext.BaseDirectory, "redis.conf") }
                    );
                }
            )
            .WithHealthOf((checks, address, key) => checks.AddRedis(_ => address(), name: key));
    }
}
