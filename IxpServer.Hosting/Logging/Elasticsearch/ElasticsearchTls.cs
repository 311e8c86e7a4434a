using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>Connections to the cluster, and whom they trust.</summary>
internal static class ElasticsearchTls
{
    /// <summary>Makes connections; with TLS its certificate is always verified.</summary>
    internal static SocketsHttpHandler Handler(ElasticsearchOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,

            // To ship a log must not make spans.
            ActivityHeadersPropagator = null,
        };
        if (options.TlsCa is { } file)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(file) };
        }

        return handler;
    }

    /// <summary>Why a file with an authority cannot be used; null when it can.</summary>
    internal static string? FindFault(string file)
    {
        try
        {
            return Trust(file).CustomTrustStore.Count > 0 ? null : $"'{file}' has no certificate";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"'{file}' cannot be read ({fault.Message})";
        }
    }

    private static X509ChainPolicy Trust(string file)
    {
        var trusted = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trusted.CustomTrustStore.ImportFromPemFile(file);
        return trusted;
    }
}
