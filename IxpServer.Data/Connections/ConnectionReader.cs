using IxpServer.Hosting;
using IxpServer.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>Reads where the database is from settings that have each been checked, and gathers what is wrong between them.</summary>
/// <param name="options">The settings.</param>
/// <param name="contentRoot">What paths are relative to.</param>
internal sealed class ConnectionReader(DatabaseOptions options, string contentRoot)
{
    /// <summary>The connection string that wins over the address.</summary>
    internal const string ConnectionString = "ixpdb";

    private readonly List<string> _faults = [];

    /// <exception cref="ConfigurationException">At least one setting is wrong.</exception>
    internal static (DatabaseOptions Options, DatabaseConnection Connection) Read(
        IConfiguration configuration,
        string contentRoot
    )
    {
        var options = configuration.Read<DatabaseOptions>();
        var reader = new ConnectionReader(options, contentRoot);
        if (options.PoolMin > options.PoolMax)
        {
            var setting = SettingReader.SettingOf<DatabaseOptions>(nameof(DatabaseOptions.PoolMin));
            reader._faults.Add(setting.Fault($"found {options.PoolMin}", "at most PoolMax"));
        }

        var connection = reader.Connection(configuration.GetConnectionString(ConnectionString));
        return reader._faults.Count is 0 && connection is not null
            ? (options, connection)
            : throw new ConfigurationException(reader._faults);
    }

    private DatabaseConnection? Connection(string? given)
    {
        var authorities = Authorities();
        var (variable, value) = given is { Length: > 0 }
            ? ($"ConnectionStrings__{ConnectionString}", given)
            : ("DATABASE_URL", options.Url);
        if (value is null)
        {
            return DatabaseConnection.Sqlite(FullPath(options.File), options);
        }

        try
        {
            var address = PostgresAddress.Parse(variable, value, options.Ssl, authorities);
            FindFiles(variable, address, authorities);
            return DatabaseConnection.Postgres(address, options);
        }
        catch (FormatException fault)
        {
            _faults.Add(fault.Message);
            return null;
        }
    }

    /// <summary>What the address names for TLS, which would else be missed by whoever connects first.</summary>
    private void FindFiles(string variable, NpgsqlConnectionStringBuilder address, string? authorities)
    {
        address.RootCertificate = Find(address.RootCertificate);
        address.SslCertificate = Find(address.SslCertificate);
        address.SslKey = Find(address.SslKey);

        string? Find(string? given)
        {
            if (string.IsNullOrEmpty(given))
            {
                return null;
            }

            if (given == authorities)
            {
                // Another setting names it, and has been told.
                return given;
            }

            var file = FullPath(given);
            if (!File.Exists(file))
            {
                _faults.Add($"{variable}: the file '{file}', which it names for TLS, does not exist");
            }

            return file;
        }
    }

    /// <summary>The file is read now, so that a wrong one is told at the start and not when somebody connects.</summary>
    private string? Authorities()
    {
        if (options.SslCa is null)
        {
            return null;
        }

        var file = FullPath(options.SslCa);
        var name = SettingReader.SettingOf<DatabaseOptions>(nameof(DatabaseOptions.SslCa)).Name;
        _faults.AddRange(ConfigurationException.FaultsOf(() => CertificateAuthorities.Load(name, file)));
        return file;
    }

    private string FullPath(string path) => Path.GetFullPath(path, contentRoot);
}
