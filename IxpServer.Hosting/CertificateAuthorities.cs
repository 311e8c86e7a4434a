using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IxpServer.Hosting.Configuration;

namespace IxpServer.Hosting;

/// <summary>
/// Authorities of the operator's own, for servers whose certificates no public authority has signed: PostgreSQL,
/// Redis and Elasticsearch of most clouds.
/// </summary>
public static class CertificateAuthorities
{
    /// <summary>What such a file is, in words.</summary>
    public const string Allowed = "certificates of authorities in PEM";

    /// <summary>Reads a file of certificates in PEM.</summary>
    /// <param name="setting">The setting that names the file, for the message.</param>
    /// <param name="file">Its path.</param>
    /// <exception cref="ConfigurationException">It cannot be read, or holds no certificate; the message says which.</exception>
    public static X509Certificate2Collection Load(string setting, string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationException([
                Setting.Fault(setting, $"the file '{file}' cannot be read: {fault.Message}", Allowed),
            ]);
        }

        return authorities.Count > 0
            ? authorities
            : throw new ConfigurationException([
                Setting.Fault(setting, $"the file '{file}' holds no certificate", Allowed),
            ]);
    }

    /// <summary>
    /// Accepts a server whose certificate one of these has signed, for the name that was connected to, and no other: the
    /// machine's own authorities do not count.
    /// </summary>
    public static RemoteCertificateValidationCallback Validator(X509Certificate2Collection authorities) =>
        (_, certificate, sent, errors) =>
        {
            // A wrong name, or no certificate at all, no authority can make good.
            if (
                certificate is null
                || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) is not SslPolicyErrors.None
            )
            {
                return false;
            }

            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "Server Authentication"));

            // Authorities of a company's own seldom say where revocations are listed.
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            foreach (var element in sent?.ChainElements.AsEnumerable() ?? [])
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }

            return chain.Build(certificate as X509Certificate2 ?? new X509Certificate2(certificate));
        };
}
