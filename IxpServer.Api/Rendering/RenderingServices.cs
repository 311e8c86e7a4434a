using System.Net;
using IxpServer.Api.Http;
using IxpServer.Api.Registry;
using IxpServer.Api.Rendering.Data;
using IxpServer.Api.Rendering.Weather;
using Microsoft.Extensions.ObjectPool;

namespace IxpServer.Api.Rendering;

/// <summary>Registers rendering and the data providers.</summary>
internal static class RenderingServices
{
    internal static WebApplicationBuilder AddRendering(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<RecentRenders>();
        services.AddSingleton<ObjectPool<RenderBuffer>>(
            new DefaultObjectPool<RenderBuffer>(new DefaultPooledObjectPolicy<RenderBuffer>())
        );
        services.AddSingleton<IntentResolver>();
        services.AddSingleton<AnswerWriter>();
        services.AddSingleton<RenderService>();
        services.AddSingleton<RenderBatchService>();
        services.AddSingleton<RenderLog>();
        services.AddSingleton<IntentMetrics>();
        services.AddSingleton<DataProviderMetrics>();
        services.AddSingleton<IntentDataService>();
        services.AddSingleton<DataProviders>();
        services.AddSingleton<ProviderClient>();
        services.AddSingleton<HttpDataProvider>();
        services.AddSingleton<IIntentDataProvider, WeatherProvider>();
        services.AddSingleton<IIntentCheck, DataProviderCheck>();
        services.AddSingleton(builder.Configuration.Read<WeatherOptions>());
        services.AddSingleton(builder.Configuration.Read<RenderOptions>());
        services
            .AddHttpClient(ProviderClient.ClientName)
            .ConfigureHttpClient(client =>
            {
                client.DefaultRequestHeaders.Accept.Add(new("application/json"));
                client.DefaultRequestHeaders.UserAgent.Add(new("IXP-Server", ServerVersion.Current));
            })
            .ConfigurePrimaryHttpMessageHandler(() =>
                // A redirect could lead to a host that the definition's author never named.
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    AutomaticDecompression = DecompressionMethods.All,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                }
            );
        return builder;
    }
}
