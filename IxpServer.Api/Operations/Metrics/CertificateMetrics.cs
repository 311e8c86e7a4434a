using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using IxpServer.Api.Caching;
using IxpServer.Api.Telemetry;
using IxpServer.Data.Connections;
using IxpServer.Hosting;
using Npgsql;

namespace IxpServer.Api.Operations.Metrics;

/// <summary>
/// When certificates end: of the authorities in the files that settings name, read anew each time since they are replaced
/// while the server runs, and of what the server itself shows to its clients.
/// </summary>
internal sealed partial class CertificateMetrics
{
    private readonly ServedCertificates _served;
    private readonly (string Name, string File)[] _files;
    private readonly ILogger<CertificateMetrics> _logger;

    /// <summary>Registers the gauge.</summary>
    public CertificateMetrics(
        IMeterFactory meters,
        ServedCertificates served,
        DatabaseConnection database,
        IConfiguration configuration,
        IHostEnvironment environment,
        ILogger<CertificateMetrics> logger
    )
    {
        (_served, _logger) = (served, logger);
        _files = [.. Files(database, configuration, environment)];
        meters
            .Create(ServerTelemetry.Name)
            .CreateObservableGauge(
                "ixp.certificate.expiry_timestamp",
                Observe,
                "s",
                "When a certificate ends, in seconds since 1970"
            );
    }

    private static IEnumerable<(string, string)> Files(
        DatabaseConnection database,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        if (
            database.Kind is DatabaseKind.Postgres
            && new NpgsqlConnectionStringBuilder(database.ConnectionString).RootCertificate is { Length: > 0 } authority
        )
        {
            yield return ("database_ca", authority);
        }

        if (configuration.Read<RedisOptions>().TlsCa is { } redis)
        {
            yield return ("redis_ca", Path.GetFullPath(redis, environment.ContentRootPath));
        }
    }

    private IEnumerable<Measurement<long>> Observe()
    {
        foreach (var (name, file) in _files)
        {
            foreach (var certificate in Read(name, file))
            {
                using (certificate)
                {
                    yield return Of(name, certificate.Subject, certificate.NotAfter);
                }
            }
        }

        foreach (var (subject, end) in _served.Ends)
        {
            yield return Of("server", subject, end);
        }
    }

    private X509Certificate2Collection Read(string name, string file)
    {
        try
        {
            return CertificateAuthorities.Load(name, file);
        }
        catch (ConfigurationException fault)
        {
            LogUnreadable(fault.Faults[0]);
            return [];
        }
    }

    private static Measurement<long> Of(string name, string subject, DateTime end) =>
        new(
            new DateTimeOffset(end).ToUnixTimeSeconds(),
            new("certificate", name),
            new KeyValuePair<string, object?>("subject", subject)
        );

    [LoggerMessage(LogLevel.Warning, "It cannot be said when a certificate ends: {Fault}")]
    private partial void LogUnreadable(string fault);
}
