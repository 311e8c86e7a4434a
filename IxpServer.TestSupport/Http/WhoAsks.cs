using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IxpServer.Tests.Http;

/// <summary>
/// Stands behind the server's whole pipeline and answers what no endpoint does: whom the pipeline takes the client for, or
/// with a fault.
/// </summary>
internal sealed class WhoAsks : IStartupFilter
{
    internal static void AddTo(IServiceCollection services) => services.AddSingleton<IStartupFilter, WhoAsks>();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            next(app);
            app.Run(context =>
                context.Request.Path == "/fault"
                    ? throw new InvalidOperationException("secret detail")
                    : context.Response.WriteAsync($"{context.Connection.RemoteIpAddress} {context.Request.Scheme}")
            );
        };
}
