using IxpServer.Api.Configuration;
using Microsoft.Extensions.Primitives;

namespace IxpServer.Api.Http;

/// <summary>
/// Which names the server answers to (<c>ALLOWED_HOSTS</c>): a page elsewhere whose name was pointed at this server
/// (DNS rebinding) would otherwise be of the same origin as it.
/// </summary>
internal static class HostFilter
{
    internal static void UseHostFilter(this WebApplication app)
    {
        StringSegment[] allowed =
        [
            .. app.Configuration.Read<ServerOptions>().AllowedHosts.Select(host => new StringSegment(host)),
        ];
        if (allowed.Length is 0 || allowed.Contains("*"))
        {
            return;
        }

        app.Use(
            (context, next) =>
                HostString.MatchesAny(context.Request.Host.Value, allowed)
                || Probe.Find(context.Request.Path) is { IsOfOrchestrator: true }
                    ? next(context)
                    : ErrorResponse.WriteAsync(
                        context,
                        IxpError.InvalidRequest(
                            $"This server does not answer for the host '{IxpError.Clip(context.Request.Host.Value ?? "")}'; "
                                + "its names are in ALLOWED_HOSTS",
                            StatusCodes.Status421MisdirectedRequest
                        )
                    )
        );
    }
}
