using IxpServer.Api.Http;

namespace IxpServer.Api.Sessions;

/// <summary>Registers sessions.</summary>
internal static class SessionServices
{
    internal static WebApplicationBuilder AddSessions(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddJson(SessionJson.Default);
        services.AddSingleton<ContextCipher>();
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<SessionRows>();
        services.AddSingleton(builder.Configuration.Read<SessionLimits>());
        services.AddSingleton<SessionRoom>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<SessionLookup>();
        services.AddSingleton<ContextRotation>();
        services.AddHostedService<ContextRotationWorker>();
        return builder;
    }
}
