using IxpServer.Api.Configuration;

namespace IxpServer.Api.Limits;

/// <summary>
/// Whether a request has come over a TLS connection. Kestrel lets one whose client has only shaken hands be as long as
/// one that is kept alive between requests.
/// </summary>
internal sealed class FirstRequest
{
    private volatile bool _hasCome;

    internal bool HasCome => _hasCome;

    /// <summary>Notes it with every request, where connections can be TLS; the others pay nothing.</summary>
    internal static void Watch(WebApplication app)
    {
        if (ListenAddress.HasTls(app.Configuration))
        {
            app.Use(
                (context, next) =>
                {
                    if (context.Features.Get<FirstRequest>() is { } first)
                    {
                        first._hasCome = true;
                    }

                    return next(context);
                }
            );
        }
    }
}
