using IxpServer.Data.Connections;
using IxpServer.Hosting.Configuration;
using IxpServer.Processes.Postgres;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;
using Xunit;

namespace IxpServer.Tests.Data;

public sealed class ConnectionTests
{
    [Theory]
    [InlineData("postgres://u:p@h/d", "h", 5432, "u", "p", "d")]
    [InlineData("postgresql://u:p@h:6543/d", "h", 6543, "u", "p", "d")]
    [InlineData("postgresql://u%40x:p%3Aw%2F%25@h/d%20b", "h", 5432, "u@x", "p:w/%", "d b")]
    [InlineData("postgresql://u:a@b:c;d=e@h/d", "h", 5432, "u", "a@b:c;d=e", "d")]
    [InlineData("postgresql://u:p/q?r@h/d", "h", 5432, "u", "p/q?r", "d")]
    [InlineData("POSTGRESQL://u@h/d", "h", 5432, "u", null, "d")]
    [InlineData("postgresql://[::1]:6543/d", "[::1]", 6543, null, null, "d")]
    [InlineData("postgresql://[::1]/d", "[::1]", 5432, null, null, "d")]
    [InlineData("postgresql://u:p@%2Fvar%2Frun%2Fpostgresql/d", "/var/run/postgresql", 5432, "u", "p", "d")]
    [InlineData("postgresql://u:p@%2Frun:6543/d", "/run", 6543, "u", "p", "d")]
    [InlineData("postgresql://u:p@/d?host=/cloudsql/a:b:c", "/cloudsql/a:b:c", 5432, "u", "p", "d")]
    [InlineData("postgresql:///d?host=h&port=6543&user=u&password=p%26q", "h", 6543, "u", "p&q", "d")]
    [InlineData("postgresql://u:p@h?dbname=d", "h", 5432, "u", "p", "d")]
    [InlineData("postgresql://u@?hostaddr=10.0.0.1&dbname=d", "10.0.0.1", 5432, "u", null, "d")]
    [InlineData(
        "postgres://u%40server:p?q@h.database.azure.com/d?sslmode=require",
        "h.database.azure.com",
        5432,
        "u@server",
        "p?q",
        "d"
    )]
    [InlineData("postgresql://h/d?application_name=me@home", "h", 5432, null, null, "d")]
    [InlineData("postgresql://u:p@h:/d?port=", "h", 5432, "u", "p", "d")]
    [InlineData("host=h port=6543 dbname=d user=u password='it\\'s = p'", "h", 6543, "u", "it's = p", "d")]
    [InlineData("host = h  dbname = 'd b' user=u password=p;q", "h", 5432, "u", "p;q", "d b")]
    [InlineData("Host=h;Port=6543;Database=d;Username=u;Password=p", "h", 6543, "u", "p", "d")]
    public void Urls_and_connection_strings_say_where(
        string value,
        string host,
        int port,
        string? user,
        string? password,
        string database
    )
    {
        var connection = Read(("DATABASE_URL", value));
        var parsed = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        var (foundHost, foundPort) = Split(parsed);

        Assert.Equal((host, port), (foundHost, foundPort));
        Assert.Equal((user, password, database), (parsed.Username, parsed.Password, parsed.Database));
        Assert.DoesNotContain(
            password ?? "\0",
            $"{connection}"[connection.Description.IndexOf(' ')..].Replace(host, "")
        );
    }

    [Theory]
    [InlineData("postgresql://h/d?sslmode=disable", null, SslMode.Disable)]
    [InlineData("postgresql://h/d?sslmode=require", null, SslMode.Require)]
    [InlineData("postgresql://h/d?sslmode=allow", null, SslMode.Allow)]
    [InlineData("postgresql://h/d?sslmode=prefer", "true", SslMode.Prefer)]
    [InlineData("postgresql://h/d?sslmode=verify-ca", null, SslMode.VerifyCA)]
    [InlineData("postgresql://h/d?sslmode=verify-full", "false", SslMode.VerifyFull)]
    [InlineData("postgresql://h/d?sslrootcert=system", null, SslMode.VerifyFull)]
    [InlineData("postgresql://h/d?sslrootcert=FILE", null, SslMode.VerifyFull)]
    [InlineData("postgresql://h/d?sslmode=require&sslrootcert=FILE", null, SslMode.VerifyCA)]
    [InlineData("postgresql://h/d?sslmode=prefer&sslrootcert=FILE", null, SslMode.Prefer)]
    [InlineData("postgresql://h/d?ssl=true", null, SslMode.Require)]
    [InlineData("postgresql://h/d?requiressl=1", null, SslMode.Require)]
    [InlineData("postgresql://h/d?sslmode=no-verify&uselibpqcompat=true", null, SslMode.Require)]
    [InlineData("postgresql://h/d", null, SslMode.Prefer)]
    [InlineData("postgresql://h/d", "true", SslMode.VerifyFull)]
    [InlineData("postgresql://h/d", "false", SslMode.Disable)]
    public void The_urls_own_sslmode_wins_over_the_variable(string url, string? ssl, SslMode expected)
    {
        var connection = Read(
            ("DATABASE_URL", url.Replace("FILE", typeof(ConnectionTests).Assembly.Location)),
            ("DATABASE_SSL", ssl)
        );

        Assert.Equal(expected, new NpgsqlConnectionStringBuilder(connection.ConnectionString).SslMode);
    }

    [Theory]
    [InlineData("postgresql://u:s3cret@h", "names no database")]
    [InlineData("postgresql://u:s3cret@/d", "names no host")]
    [InlineData("postgresql://u:s3cret@h:port/d", "a port must be")]
    [InlineData("postgresql://u:s3cret%zz@h/d", "must begin an escape")]
    [InlineData("postgresql://u:s3cret@h/d?sslmode=s3cret", "sslmode must be one of")]
    [InlineData("postgresql://u:p@h/d?colour=s3cret", "the parameter 'colour' is unknown")]
    [InlineData("postgresql://u:p@h/d?sslcrl=s3cret", "the parameter 'sslcrl' cannot be honoured")]
    [InlineData("postgresql://u:p@h/d?requirepeer=s3cret", "the parameter 'requirepeer' cannot be honoured")]
    [InlineData(
        "postgresql://u:p@h/d?channel_binding=s3cret",
        "the parameter 'channel_binding' has a value that it cannot have; allowed: disable, prefer, require"
    )]
    [InlineData("postgresql://u:p@h/d?target_session_attrs=s3cret", "allowed: any, read-write")]
    [InlineData("postgresql://u:p@h/d?require_auth=s3cret", "the parameter 'require_auth' has a value")]
    [InlineData("postgresql://u:p@h/d?connect_timeout=s3cret", "allowed: a whole number")]
    [InlineData("postgresql://u:p@h/d?client_encoding=s3cret", "the parameter 'client_encoding' has a value")]
    [InlineData("postgresql://u:p@h/d?sslrootcert=system&sslmode=require", "needs sslmode=verify-full")]
    [InlineData("postgresql://u:p@h/d?hostaddr=10.0.0.1", "'hostaddr' cannot be honoured beside a host")]
    [InlineData("postgresql://u:p@h/d?sslcertmode=require", "'sslcertmode' must be")]
    [InlineData("postgresql://u:p@a,b,c/d?port=1,2", "not one for each host")]
    [InlineData("postgresql://u:s3cret@::1/d", "must stand in brackets")]
    [InlineData("postgresql://u:pa?s3cret=1@h", "names no database")]
    [InlineData("host=h password=s3cret", "names no database")]
    [InlineData("host=h dbname=d password='s3cret", "names no database")]
    [InlineData("mysql://u:s3cret@h/d", "not a connection string")]
    [InlineData("Host=h;Password=a;s3cret;Database=d", "not a connection string")]
    [InlineData("Host=h;Port=s3cret", "not a connection string")]
    public void What_is_wrong_is_named_with_its_variable_and_repeats_nothing(string value, string expected)
    {
        foreach (
            var (variable, shown) in new[]
            {
                ("DATABASE_URL", "DATABASE_URL"),
                ("ConnectionStrings:ixpdb", "ConnectionStrings__ixpdb"),
            }
        )
        {
            var refused = Assert.Throws<ConfigurationException>(() => Read((variable, value)));
            var fault = Assert.Single(refused.Faults);

            Assert.StartsWith($"{shown}: ", fault);
            Assert.Contains(expected, fault);
            Assert.DoesNotContain("s3cret", refused.ToString());
        }
    }

    [Fact]
    public void What_libpq_and_its_providers_say_is_honoured()
    {
        var parsed = new NpgsqlConnectionStringBuilder(
            Read(
                (
                    "DATABASE_URL",
                    "postgresql://u:p@h/d?channel_binding=require&gssencmode=prefer&application_name=a%20b&connect_timeout=15"
                        + "&options=-c%20search_path%3Dx&keepalives=1&keepalives_idle=30&keepalives_interval=10&keepalives_count=3"
                        + "&tcp_user_timeout=9&sslnegotiation=direct&require_auth=scram-sha-256&pgbouncer=true"
                        + "&client_encoding=utf-8&fallback_application_name=c&sslsni=1&ssl_min_protocol_version=TLSv1.2"
                )
            ).ConnectionString
        );
        Assert.Equal(
            (ChannelBinding.Require, GssEncryptionMode.Prefer),
            (parsed.ChannelBinding, parsed.GssEncryptionMode)
        );
        Assert.Equal(("a b", 15, "-c search_path=x"), (parsed.ApplicationName, parsed.Timeout, parsed.Options));
        Assert.Equal((true, 30, 10), (parsed.TcpKeepAlive, parsed.TcpKeepAliveTime, parsed.TcpKeepAliveInterval));
        Assert.Equal((SslNegotiation.Direct, "ScramSHA256"), (parsed.SslNegotiation, parsed.RequireAuth));
        Assert.True(parsed.NoResetOnClose);

        // Without limit is a word that nothing here has.
        var endless = Read(("DATABASE_URL", "postgresql://h/d?connect_timeout=0")).ConnectionString;
        Assert.Equal(3, new NpgsqlConnectionStringBuilder(endless).Timeout);
    }

    [Theory]
    [InlineData("postgresql://a:1,b/d?target_session_attrs=read-write&load_balance_hosts=random", "a:1,b")]
    [InlineData("postgresql://a,[::1]:7/d", "a,[::1]:7")]
    [InlineData("host=a,b port=1,2 dbname=d target_session_attrs=prefer-standby", "a:1,b:2")]
    [InlineData("host=a,b port=3 dbname=d", "a:3,b:3")]
    [InlineData("postgresql://a/d?target_session_attrs=read-write", "a")]
    public async Task Several_hosts_have_their_ports_and_a_pool_can_be_made_of_them(string value, string hosts)
    {
        var connection = Read(("DATABASE_URL", value));
        Assert.Equal(hosts, new NpgsqlConnectionStringBuilder(connection.ConnectionString).Host);
        await using var pool = PostgresSource.Build(connection);
    }

    [Fact]
    public void Files_that_a_url_names_must_be_there() =>
        Assert.Equal(
            "DATABASE_URL: the file '/root-of-content/ca.pem', which it names for TLS, does not exist",
            Assert.Single(
                Assert
                    .Throws<ConfigurationException>(() =>
                        Read(("DATABASE_URL", "postgresql://h/d?sslmode=verify-full&sslrootcert=ca.pem"))
                    )
                    .Faults
            )
        );

    [Fact]
    public async Task A_directory_of_a_socket_is_connected_to()
    {
        await using var cluster = await PostgresCluster.StartAsync(
            new PostgresOptions { Settings = new Dictionary<string, string> { ["unix_socket_directories"] = "/tmp" } },
            TestDatabase.Cancel
        );
        var server = new NpgsqlConnectionStringBuilder(cluster.ConnectionString());
        var url = $"postgresql://{server.Username}:{server.Password}@%2Ftmp:{server.Port}/{server.Database}";
        await using var pool = PostgresSource.Build(Read(("DATABASE_URL", url)));
        await using var command = pool.CreateCommand("SELECT inet_server_addr() IS NULL");
        Assert.Equal(true, await command.ExecuteScalarAsync(TestDatabase.Cancel));
    }

    [Fact]
    public void The_connection_string_wins_over_the_url_and_the_url_over_the_file()
    {
        var (name, url, file) = (
            ("ConnectionStrings:ixpdb", "Host=first;Database=d"),
            ("DATABASE_URL", "postgresql://second/d"),
            ("DATABASE_FILE", "/nowhere/third.db")
        );

        Assert.Contains("first", Read(name, url, file).Description);
        Assert.Contains("second", Read(url, file).Description);
        Assert.Equal("SQLite file /nowhere/third.db", Read(file).Description);
        Assert.Equal("SQLite file /root-of-content/data/ixp.db", Read().Description);
    }

    [Fact]
    public void The_pool_has_the_guides_settings_unless_told_otherwise()
    {
        var standard = new NpgsqlConnectionStringBuilder(Read(("DATABASE_URL", "postgresql://h/d")).ConnectionString);
        Assert.Equal((2, 20), (standard.MinPoolSize, standard.MaxPoolSize));
        Assert.Equal((3, 30), (standard.Timeout, standard.CommandTimeout));
        Assert.Equal((30, 1), (standard.ConnectionIdleLifetime, standard.ConnectionPruningInterval));
        Assert.Equal(GssEncryptionMode.Disable, standard.GssEncryptionMode);

        var variables = new NpgsqlConnectionStringBuilder(
            Read(
                ("DATABASE_URL", "postgresql://h/d"),
                ("DATABASE_POOL_MIN", "5"),
                ("DATABASE_POOL_MAX", "7"),
                ("Ixp:Database:PoolMax", "9")
            ).ConnectionString
        );
        Assert.Equal((5, 9), (variables.MinPoolSize, variables.MaxPoolSize));

        var own = new NpgsqlConnectionStringBuilder(
            Read(
                (
                    "ConnectionStrings:ixpdb",
                    "Host=h;Database=d;Maximum Pool Size=50;Timeout=9;GSS Encryption Mode=Prefer"
                )
            ).ConnectionString
        );
        Assert.Equal((50, 9, GssEncryptionMode.Prefer), (own.MaxPoolSize, own.Timeout, own.GssEncryptionMode));
    }

    [Fact]
    public async Task SQLite_has_its_settings_on_every_connection_the_pooled_ones_too()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        for (var i = 0; i < 3; i++)
        {
            await using var first = database.Open();
            await using var second = database.Open();
            foreach (var context in new[] { first, second })
            {
                await context.Database.OpenConnectionAsync(TestDatabase.Cancel);
                Assert.Equal("wal", await PragmaAsync(context, "journal_mode"));
                Assert.Equal(5_000L, await PragmaAsync(context, "busy_timeout"));
                Assert.Equal(1L, await PragmaAsync(context, "foreign_keys"));
                Assert.Equal(2L, await PragmaAsync(context, "synchronous"));
                // What somebody changes does not reach the next user of the connection.
                await context.Database.ExecuteSqlRawAsync(
                    "PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF",
                    TestDatabase.Cancel
                );
            }
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_database_that_hangs_after_it_was_ready_degrades_and_does_not_take_the_server_away(
        DatabaseKind kind
    )
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var registration = database
            .Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>()
            .Value.Registrations.Single(check => check.Name is "database");
        var check = registration.Factory(database.Services);
        var context = new HealthCheckContext { Registration = registration };
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(context, TestDatabase.Cancel)).Status);

        var late = await check.CheckHealthAsync(context, new CancellationToken(canceled: true));
        Assert.Equal(HealthStatus.Degraded, late.Status);
        Assert.Contains("in time", late.Description);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Health_says_that_migrations_are_pending_and_then_that_they_are_not(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        var health = database.Services.GetRequiredService<HealthCheckService>();
        // The check has its own limit, which a busy machine may exceed at the first use.
        HealthReportEntry before = default;
        await Eventually.TrueAsync(
            async () =>
            {
                before = (await health.CheckHealthAsync(TestDatabase.Cancel)).Entries["database"];
                return before.Description?.Contains("pending", StringComparison.Ordinal) is true;
            },
            "it has looked for migrations"
        );
        Assert.Equal(HealthStatus.Unhealthy, before.Status);
        Assert.Contains($"{database.Migrations} migrations are pending", before.Description);
        Assert.Equal(database.Migrations, before.Data["pendingMigrations"]);

        await database.Migrator.MigrateAsync(TestDatabase.Cancel);
        var after = (await health.CheckHealthAsync(TestDatabase.Cancel)).Entries["database"];
        Assert.Equal(HealthStatus.Healthy, after.Status);
        Assert.Equal(0, after.Data["pendingMigrations"]);
        Assert.Contains("ready", after.Tags);
    }

    [Fact]
    public async Task Health_of_a_database_that_goes_away_is_degraded_not_unready()
    {
        await using var postgres = await PostgresCluster.StartAsync(cancellation: TestDatabase.Cancel);
        await using var database = new TestDatabase([("ConnectionStrings__ixpdb", postgres.ConnectionString())], null);
        await database.Migrator.MigrateAsync(TestDatabase.Cancel);
        var health = database.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(TestDatabase.Cancel)).Status);

        await postgres.KillAsync();
        var away = (await health.CheckHealthAsync(TestDatabase.Cancel)).Entries["database"];
        Assert.Equal(HealthStatus.Degraded, away.Status);
        Assert.Contains("does not answer", away.Description);

        await postgres.StartAgainAsync(TestDatabase.Cancel);
        await Eventually.TrueAsync(
            async () => (await health.CheckHealthAsync(TestDatabase.Cancel)).Status is HealthStatus.Healthy,
            "healthy again"
        );
    }

    [Fact]
    public void The_file_of_an_authority_is_relative_to_the_content_root() =>
        Assert.Contains(
            "DATABASE_SSL_CA (Ixp__Database__SslCa): the file '/root-of-content/ca.pem' cannot be read",
            Assert.Throws<ConfigurationException>(() => Read(("DATABASE_SSL_CA", "ca.pem"))).Message
        );

    private static async Task<object?> PragmaAsync(DbContext context, string name)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return await command.ExecuteScalarAsync(TestDatabase.Cancel);
    }

    private static DatabaseConnection Read(params (string Name, string? Value)[] settings) =>
        ConnectionReader
            .Read(Configurations.Make(SettingReader.SettingsOf<DatabaseOptions>(), settings), "/root-of-content")
            .Connection;

    private static (string Host, int Port) Split(NpgsqlConnectionStringBuilder parsed)
    {
        var colon = parsed.Host!.EndsWith(']') || parsed.Host.StartsWith('/') ? -1 : parsed.Host.LastIndexOf(':');
        return colon < 0 ? (parsed.Host, parsed.Port) : (parsed.Host[..colon], int.Parse(parsed.Host[(colon + 1)..]));
    }
}
