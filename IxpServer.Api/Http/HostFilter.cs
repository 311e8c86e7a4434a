using IxpServer.Api.Configuration;
using Microsoft.Extensions.Primitives;

namespace IxpServer.Api.Http;

/// <summary>
/// Which names the server answers to (<c>ALLOWED_HOSTS</c>): a page elsewhere whose name was pointed at this server
/// (DNS rebinding) would otherwise be of the same origin as it.
/// </summary>
internal static class HostFilter
{
    private const string Key = "Ixp:Server:AllowedHosts";

    internal static void UseHostFilter(this WebApplication app)
    {
        StringSegment[] allowed = [.. SettingList.Read(app.Configuration, Key).Select(host => new StringSegment(host))];
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

    /// <summary>A name, an address, <c>*.example.com</c> for names below it, or <c>*</c>; without a port.</summary>
    internal static bool IsHost(string text)
    {
        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return text is "*" || (Uri.CheckHostName(name) is var kind && kind is not UriHostNameType.Unknown);
    }
}
