using Microsoft.AspNetCore.Connections.Features;

namespace IxpServer.Api.Requests;

/// <summary>
/// Lets go of kept-alive connections while the server drains: an answer says <c>Connection: close</c> (HTTP/1.1) or is
/// followed by GOAWAY (HTTP/2), so that the client's next request goes to another server and is not cut off by the end.
/// </summary>
internal static class DrainedConnections
{
    internal static IApplicationBuilder UseDraining(this WebApplication app)
    {
        var draining = app.Services.GetRequiredService<Draining>();
        return app.Use(
            (context, next) =>
            {
                if (draining.IsOn)
                {
                    context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
                }

                return next(context);
            }
        );
    }
}
