using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IxpServer.Tests.Support;

namespace IxpServer.Tests.Caching;

/// <summary>A certificate for 127.0.0.1 that has signed itself, in files.</summary>
internal sealed class TestCertificate : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    internal string File => Path.Combine(_directory.Path, "certificate.pem");

    internal string Key => Path.Combine(_directory.Path, "key.pem");

    internal static async Task<TestCertificate> CreateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var files = new TestCertificate();
        await System.IO.File.WriteAllTextAsync(files.File, made.ExportCertificatePem());
        await System.IO.File.WriteAllTextAsync(files.Key, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    public ValueTask DisposeAsync() => _directory.DisposeAsync();
}
