using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace IxpServer.Api.Limits;

/// <summary>
/// Whether a request has come over a TLS connection. Kestrel lets one whose client has only shaken hands be as long as
/// one that is kept alive between requests.
/// </summary>
internal sealed class FirstRequest
{
    private volatile bool _hasCome;

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

    /// <summary>Refuses the connection when its handshake is done and no request comes in time.</summary>
    internal static ITimer Await(
        ConnectionContext connection,
        ServerLimits limits,
        TimeProvider time,
        ConnectionRefusals refusals
    )
    {
        var first = new FirstRequest();
        connection.Features.Set(first);
        return time.CreateTimer(
            _ =>
            {
                if (!first._hasCome && connection.Features.Get<ITlsConnectionFeature>() is not null)
                {
                    refusals.Refuse(connection, ConnectionRefusal.Silent);
                }
            },
            null,
            ServerLimits.HandshakeTimeout + limits.HeadersTimeout,
            Timeout.InfiniteTimeSpan
        );
    }
}
