using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using IxpServer.Data.Connections;
using IxpServer.Hosting;
using IxpServer.Hosting.Configuration;
using IxpServer.Processes.Postgres;
using IxpServer.Tests.Support;
using Npgsql;
using Xunit;

namespace IxpServer.Tests.Data;

/// <summary>TLS to a real PostgreSQL with real certificates, and the same verification for other servers.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Only_the_right_server_is_spoken_to()
    {
        using var ours = new TestAuthority("ours");
        using var foreign = new TestAuthority("foreign");
        await using var postgres = await PostgresCluster.StartAsync(cancellation: TestDatabase.Cancel);

        // Plaintext, as it starts: refused where TLS is asked for.
        Assert.Equal("f", await AskAsync(postgres, "localhost"));
        await RefusedAsync(postgres, "localhost", ("DATABASE_SSL", "true"));
        await RefusedAsync(postgres, "localhost", ("DATABASE_SSL_CA", ours.File));

        await TurnOnAsync(postgres, ours.Issue("localhost"));
        Assert.Equal("t", await AskAsync(postgres, "localhost", ("DATABASE_SSL_CA", ours.File)));
        Assert.Equal(
            "t",
            await AskAsync(postgres, "localhost", ("DATABASE_SSL", "true"), ("DATABASE_SSL_CA", ours.File))
        );
        Assert.Equal("f", await AskAsync(postgres, "localhost", ("DATABASE_SSL", "false")));

        // A wrong authority, none but the machine's, and another name than the certificate's.
        await RefusedAsync(postgres, "localhost", ("DATABASE_SSL_CA", foreign.File));
        await RefusedAsync(postgres, "localhost", ("DATABASE_SSL", "true"));
        await RefusedAsync(postgres, "127.0.0.1", ("DATABASE_SSL_CA", ours.File));
    }

    [Fact]
    public async Task A_file_that_holds_no_authority_is_told_at_the_start()
    {
        await using var directory = new TemporaryDirectory();
        var empty = Path.Combine(directory.Path, "empty.pem");
        await File.WriteAllTextAsync(empty, "nothing", TestDatabase.Cancel);

        Assert.Contains("holds no certificate", Fault(("DATABASE_SSL_CA", empty)));
        Assert.Contains("/no-ca.pem", Fault(("DATABASE_SSL_CA", "/no-ca.pem")));
        using var ours = new TestAuthority("ours");
        Assert.Contains("nothing is verified", Fault(("DATABASE_SSL_CA", ours.File), ("DATABASE_SSL", "false")));
    }

    [Fact]
    public async Task Other_servers_are_verified_the_same_way()
    {
        using var ours = new TestAuthority("ours");
        using var foreign = new TestAuthority("foreign");
        var (certificate, key) = ours.Issue("cache.example");

        Assert.True(await HandshakeAsync(certificate, key, "cache.example", ours));
        Assert.False(await HandshakeAsync(certificate, key, "other.example", ours));
        Assert.False(await HandshakeAsync(certificate, key, "cache.example", foreign));
    }

    private static async Task<bool> HandshakeAsync(string certificate, string key, string host, TestAuthority trusted)
    {
        var validator = CertificateAuthorities.Validator(CertificateAuthorities.Load("CA", trusted.File));
        using var pem = X509Certificate2.CreateFromPem(certificate, key);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestDatabase.Cancel);
        using var accepted = await listener.AcceptTcpClientAsync(TestDatabase.Cancel);
        await using var server = new SslStream(accepted.GetStream());
        await using var tls = new SslStream(client.GetStream(), false, validator);
        var serving = server.AuthenticateAsServerAsync(pem);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = host },
                TestDatabase.Cancel
            );
            await serving;
            return true;
        }
        catch (AuthenticationException)
        {
            return false;
        }
    }

    /// <summary>Through the server itself: its key must belong to the user that it runs as.</summary>
    private static async Task TurnOnAsync(PostgresCluster postgres, (string Certificate, string Key) pem)
    {
        foreach (var (name, text) in new[] { ("server.crt", pem.Certificate), ("server.key", pem.Key) })
        {
            await postgres.SqlAsync(
                $"COPY (SELECT string_to_table('{text}', E'\\n')) TO PROGRAM 'umask 077; cat > {name}'",
                cancellation: TestDatabase.Cancel
            );
        }

        await postgres.SqlAsync("ALTER SYSTEM SET ssl = on", cancellation: TestDatabase.Cancel);
        await postgres.StartAgainAsync(TestDatabase.Cancel);
    }

    private static async Task RefusedAsync(PostgresCluster postgres, string host, params (string, string)[] settings) =>
        await Assert.ThrowsAsync<NpgsqlException>(() => AskAsync(postgres, host, settings));

    /// <summary>Whether the connection is encrypted, as the database sees it.</summary>
    private static async Task<string?> AskAsync(
        PostgresCluster postgres,
        string host,
        params (string, string)[] settings
    )
    {
        var url = $"postgresql://{PostgresCluster.User}:{postgres.Password}@{host}:{postgres.Port}/postgres";
        var connection = Read([("DATABASE_URL", url), .. settings]);
        await using var session = new NpgsqlConnection(connection.Unpooled());
        await session.OpenAsync(TestDatabase.Cancel);
        await using var command = new NpgsqlCommand(
            "SELECT CASE WHEN ssl THEN 't' ELSE 'f' END FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
            session
        );
        return (string?)await command.ExecuteScalarAsync(TestDatabase.Cancel);
    }

    private static string Fault(params (string, string)[] settings) =>
        Assert.Single(
            Assert
                .Throws<ConfigurationException>(() => Read([("DATABASE_URL", "postgresql://h/d"), .. settings]))
                .Faults
        );

    private static DatabaseConnection Read(params (string Name, string? Value)[] settings) =>
        ConnectionReader
            .Read(Configurations.Make(SettingReader.SettingsOf<DatabaseOptions>(), settings), "/root-of-content")
            .Connection;
}
