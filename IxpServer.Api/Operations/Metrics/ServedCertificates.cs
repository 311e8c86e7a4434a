using System.Collections.Concurrent;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace IxpServer.Api.Operations.Metrics;

/// <summary>The certificates that the server has shown to clients, from the first one on.</summary>
internal sealed class ServedCertificates
{
    private readonly ConcurrentDictionary<string, DateTime> _ends = new(StringComparer.Ordinal);

    /// <summary>When each ends, by its subject: a renewed one takes the place of the one before.</summary>
    internal IEnumerable<KeyValuePair<string, DateTime>> Ends => _ends;

    /// <summary>Remembers each that is shown.</summary>
    internal void Watch(HttpsConnectionAdapterOptions https) =>
        https.OnAuthenticate = (_, tls) =>
        {
            if (tls.ServerCertificateContext?.TargetCertificate is { } shown)
            {
                _ends[shown.Subject] = shown.NotAfter;
            }
        };
}
