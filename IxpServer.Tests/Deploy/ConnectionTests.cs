using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary><c>connection.sh</c> reads the server's variables of TLS as the server does.</summary>
public sealed class ConnectionTests
{
    private const string Url = "postgresql://me:pass@db:5432/ixpdb";

    [Theory]
    [InlineData("", "", "", " ")]
    [InlineData("", "True", "", "verify-full MACHINE")]
    [InlineData("", "FALSE", "", "disable ")]
    [InlineData("", "", "/ca.pem", "verify-full /ca.pem")]
    [InlineData("", "true", "/ca.pem", "verify-full /ca.pem")]
    [InlineData("?sslmode=verify-full", "", "/ca.pem", "verify-full /ca.pem")]
    [InlineData("?sslmode=verify-ca", "", "", "verify-ca MACHINE")]
    [InlineData("?sslmode=verify-full&sslrootcert=%2Fthe%20url%27s.pem", "", "/ca.pem", "verify-full /the url's.pem")]
    [InlineData("?sslrootcert=/url.pem&sslmode=verify-ca", "", "", "verify-ca /url.pem")]
    [InlineData("?sslmode=require", "true", "", "require ")]
    [InlineData("?sslmode=no-verify", "", "", "require ")]
    [InlineData("?sslmode=disable", "true", "", "disable ")]
    public async Task Tls_is_as_the_server_has_it(string query, string ssl, string authorities, string expected)
    {
        await using var directory = new TemporaryDirectory();
        var machine = Path.Combine(directory.Path, "machine.pem");
        await File.WriteAllTextAsync(machine, "", TestContext.Current.CancellationToken);

        // What libpq reads is what is exported.
        var (code, output) = await ReadAsync(
            Url + query,
            ssl,
            authorities,
            ("SSL_CERT_FILE", machine),
            ("HOME", directory.Path)
        );

        Assert.True(code is 0, output);
        Assert.Equal(expected.Replace("MACHINE", machine, StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task What_PostgreSQLs_own_variables_say_wins()
    {
        var (code, output) = await ReadAsync(
            $"{Url}?sslmode=verify-full&sslrootcert=/url.pem",
            "false",
            "",
            ("PGSSLMODE", "verify-ca"),
            ("PGSSLROOTCERT", "/mine.pem")
        );
        Assert.True(code is 0, output);
        Assert.Equal("verify-ca /mine.pem", output);
    }

    [Theory]
    [InlineData(
        "?sslmode=require",
        "",
        "/ca.pem",
        "DATABASE_SSL_CA: set, but nothing is verified with sslmode=require"
    )]
    [InlineData("", "false", "/ca.pem", "DATABASE_SSL_CA: set, but nothing is verified with sslmode=disable")]
    [InlineData("", "yes", "", "DATABASE_SSL: found 'yes'; allowed: true or false")]
    public async Task What_the_server_refuses_is_refused(string query, string ssl, string authorities, string told)
    {
        var (code, output) = await ReadAsync(Url + query, ssl, authorities);
        Assert.Equal(78, code);
        Assert.Contains(told, output);
        Assert.DoesNotContain("pass@", output);
    }

    private static Task<(int ExitCode, string Output)> ReadAsync(
        string url,
        string ssl,
        string authorities,
        params (string, string)[] more
    ) =>
        Script.RunAsync(
            "bash",
            [
                "-euc",
                """. "$0/connection.sh"; bash -c 'printf "%s %s" "${PGSSLMODE:-}" "${PGSSLROOTCERT:-}"'""",
                Script.Directory,
            ],
            [("DATABASE_URL", url), ("DATABASE_SSL", ssl), ("DATABASE_SSL_CA", authorities), .. more]
        );
}
