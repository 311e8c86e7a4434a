using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary><c>connection.sh</c> reads the server's connection strings, and its variables of TLS, as the server does.</summary>
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

    [Theory]
    [InlineData("postgresql://me:p%40s%25@db:5433/my%20db", "db|5433|my db|me|p@s%")]
    [InlineData("POSTGRES://me:p@s?s:w/o\\n$(id)`id`@db/ixpdb", "db|5432|ixpdb|me|p@s?s:w/o\\n$(id)`id`")]
    [InlineData("postgresql://me:p@[::1]:5433/ixpdb?application_name=a&connect_timeout=3", "::1|5433|ixpdb|me|p")]
    [InlineData("postgresql://me:p@%2Fvar%2Frun/ixpdb", "/var/run|5432|ixpdb|me|p")]
    [InlineData("postgresql:///?host=/var/run&user=me&password=p&dbname=ixpdb&port=5433", "/var/run|5433|ixpdb|me|p")]
    [InlineData("host=db port=5433 dbname=ixpdb user=me password='it\\'s; a'", "db|5433|ixpdb|me|it's; a")]
    [InlineData("  user = me password=a\\ b\n host=db dbname=ixpdb", "db|5432|ixpdb|me|a b")]
    [InlineData(
        "Host=db;Port=5433;Database=ixpdb;Username=me;Password=a=b;Maximum Pool Size=5",
        "db|5433|ixpdb|me|a=b"
    )]
    [InlineData("server=db; DB = ixpdb ;User Id=me;pwd=\"a;\"\"b'\";SSL Mode=Require;", "db|5432|ixpdb|me|a;\"b'")]
    [InlineData("Host=db:5433;Database=ixpdb;UID=me;Password='it''s'", "db|5433|ixpdb|me|it's")]
    public async Task Each_form_is_read_as_by_the_server(string text, string expected)
    {
        await using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "secret");
        await File.WriteAllTextAsync(file, text + "\n", TestContext.Current.CancellationToken);
        foreach (
            var (name, value) in new[]
            {
                ("DATABASE_URL", text),
                ("DATABASE_URL_FILE", file),
                ("ConnectionStrings__ixpdb", text),
            }
        )
        {
            var (code, output) = await PrintAsync(
                "${PGHOST}|${PGPORT}|${PGDATABASE}|${PGUSER}|${PGPASSWORD}",
                (name, value)
            );
            Assert.True(code is 0, output);
            Assert.Equal(expected, output);
        }

        await using var server = new TestDatabase([("ConnectionStrings__ixpdb", text)], null);
        var own = new NpgsqlConnectionStringBuilder(
            server.Services.GetRequiredService<DatabaseConnection>().ConnectionString
        );
        var (host, port) = own.Host!.EndsWith(":5433", StringComparison.Ordinal)
            ? (own.Host[..^5], 5433)
            : (own.Host, own.Port);
        Assert.Equal(expected, $"{host.Trim('[', ']')}|{port}|{own.Database}|{own.Username}|{own.Password}");
    }

    [Theory]
    [InlineData("postgresql://a:1,b,[::1]:3/ixpdb?target_session_attrs=read-write", "a,b,::1|1,,3|read-write||")]
    [InlineData("Host=a:1,b;Port=2;Database=x;Target Session Attributes=Primary", "a,b|1,2|primary||")]
    [InlineData("Host=a;Database=x;SSL Mode=VerifyCA;Root Certificate=/r.pem", "a|5432||verify-ca|/r.pem")]
    [InlineData("host=a dbname=x sslrootcert=/r.pem", "a|5432||verify-full|/r.pem")]
    [InlineData("postgresql://a/x?sslmode=require&sslrootcert=/r.pem", "a|5432||verify-ca|/r.pem")]
    [InlineData("postgresql://a/x?ssl=true&channel_binding=require", "a|5432||require|")]
    public async Task Their_options_reach_PostgreSQLs_programs(string text, string expected)
    {
        var (code, output) = await PrintAsync(
            "${PGHOST}|${PGPORT}|${PGTARGETSESSIONATTRS:-}|${PGSSLMODE:-}|${PGSSLROOTCERT:-}",
            ("DATABASE_URL", text)
        );
        Assert.True(code is 0, output);
        Assert.Equal(expected, output);
    }

    [Theory]
    [InlineData("DATABASE_URL", "geheim", "DATABASE_URL: not a connection string (not shown); allowed: postgresql://")]
    [InlineData("DATABASE_URL", "Host=a;Database=x;Geheim=1", "DATABASE_URL: not a connection string (not shown)")]
    [InlineData("DATABASE_URL", "Host=a;Database=x;Password=\"geheim", "DATABASE_URL: not a connection string")]
    [InlineData(
        "ConnectionStrings__ixpdb",
        "postgresql://me:geheim%zz@a/x",
        "ConnectionStrings__ixpdb: a % in the URL"
    )]
    [InlineData("DATABASE_URL", "postgresql://me:geheim@a/x?sslcrl=/c", "the parameter 'sslcrl' cannot be honoured")]
    [InlineData("DATABASE_URL", "postgresql://me:geheim@a/x?nope=1", "the parameter 'nope' is unknown")]
    [InlineData("DATABASE_URL", "postgresql://me:geheim@a/x?sslmode=tls", "sslmode must be one of disable, allow")]
    [InlineData("DATABASE_URL", "postgresql://me:geheim@a:b/x", "a host must be name:port")]
    [InlineData("DATABASE_URL", "postgresql://me:geheim@a", "names no database")]
    [InlineData("DATABASE_URL", "host=a user=me password=geheim", "names no database")]
    [InlineData("DATABASE_URL", "Database=x;Password=geheim", "names no host")]
    [InlineData("DATABASE_URL_FILE", "/nowhere", "DATABASE_URL_FILE: the file /nowhere does not exist")]
    public async Task What_cannot_be_read_is_refused_and_not_repeated(string variable, string text, string told)
    {
        var (code, output) = await PrintAsync("read", (variable, text));
        Assert.Equal(78, code);
        Assert.Contains(told, output);
        Assert.DoesNotContain("geheim", output, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<(int ExitCode, string Output)> ReadAsync(
        string url,
        string ssl,
        string authorities,
        params (string, string)[] more
    ) =>
        PrintAsync(
            "${PGSSLMODE:-} ${PGSSLROOTCERT:-}",
            [("DATABASE_URL", url), ("DATABASE_SSL", ssl), ("DATABASE_SSL_CA", authorities), .. more]
        );

    /// <summary>What a program that the script starts finds in its variables.</summary>
    private static Task<(int ExitCode, string Output)> PrintAsync(
        string text,
        params (string Name, string Value)[] variables
    ) =>
        Script.RunAsync(
            "bash",
            [
                "-euc",
                $$"""
                . "$0/connection.sh"; bash -uc 'printf "%s" "{{text}}"'
                """,
                Script.Directory,
            ],
            variables
        );
}
