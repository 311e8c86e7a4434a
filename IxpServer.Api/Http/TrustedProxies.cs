using System.Buffers;
using IxpServer.Api.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace IxpServer.Api.Http;

/// <summary>
/// Who may say where a request really came from (<c>TRUSTED_PROXIES</c>). Anybody can send <c>X-Forwarded-For</c>; from
/// anybody else it would choose the address that sign-in throttling and limits count by.
/// </summary>
internal static class TrustedProxies
{
    private const string Prefix = "X-Forwarded-Prefix";

    private static readonly SearchValues<char> OfPaths = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"
    );

    internal static void AddTrustedProxies(this WebApplicationBuilder builder)
    {
        // The framework's own switch trusts every sender, before anything here has a say.
        if (builder.Configuration.GetValue("ForwardedHeaders_Enabled", false))
        {
            builder.AddStartFaults([
                Setting.Fault(
                    "ASPNETCORE_FORWARDEDHEADERS_ENABLED",
                    "found 'true', which believes any client",
                    "not set, with the proxies in TRUSTED_PROXIES"
                ),
            ]);
        }

        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            // Not the host: answers are the same for each, and whoever filters by it must see what was asked.
            options.ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix;

            // From the nearest proxy back to the first address that is none of ours, however many stand between.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var text in builder.Configuration.Read<ServerOptions>().TrustedProxies)
            {
                options.KnownIPNetworks.Add(ServerOptions.ParseNetwork(text)!.Value);
            }
        });
    }

    /// <summary>Nothing is paid where there are no proxies.</summary>
    internal static void UseTrustedProxies(this WebApplication app)
    {
        if (app.Configuration.Read<ServerOptions>().TrustedProxies.Count > 0)
        {
            app.Use(
                (context, next) =>
                {
                    CleanPrefix(context.Request.Headers);
                    return next(context);
                }
            );
            app.UseForwardedHeaders();
        }
    }

    /// <summary>
    /// Where the server is mounted on a shared host, as a proxy tells it. Addresses in answers begin with it: with two slashes it
    /// would be another host's. What is no plain path is left out; the framework throws for some of that.
    /// </summary>
    private static void CleanPrefix(IHeaderDictionary headers)
    {
        if (!headers.ContainsKey(Prefix))
        {
            return;
        }

        string[] paths = [.. headers.GetCommaSeparatedValues(Prefix).Select(path => path.TrimEnd('/'))];
        if (Array.TrueForAll(paths, path => path is "" or ['/', ..] && IsPlain(path)))
        {
            headers[Prefix] = string.Join(',', paths);
        }
        else
        {
            headers.Remove(Prefix);
        }
    }

    private static bool IsPlain(string path) =>
        !path.AsSpan().ContainsAnyExcept(OfPaths) && !path.Contains("//", StringComparison.Ordinal);
}
