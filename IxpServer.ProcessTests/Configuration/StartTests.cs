using System.Net;
using System.Net.Sockets;
using IxpServer.Api.Configuration;
using IxpServer.Processes;
using IxpServer.Tests.Support;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IxpServer.Tests.Configuration;

/// <summary>How the server reads its environment and what it says when that is wrong.</summary>
public sealed class StartTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private static readonly (string, string)[] Production =
    [
        ("ASPNETCORE_ENVIRONMENT", "Production"),
        ("JWT_SECRET", "correct-horse-battery-staple-and-more"),
        ("ENCRYPTION_KEY", Key),
        ("CORS_ORIGIN", "https://app.example"),
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
    ];

    [Fact]
    public async Task Production_starts_with_the_guides_variables_answers_and_leaves_nothing_at_home()
    {
        await using var home = new TemporaryDirectory();
        await using var server = ServerProcess.Start([
            .. Production,
            ("HOME", home.Path),
            // What Kubernetes puts there when Services are called "metrics" and "email-smtp".
            ("METRICS_PORT", "tcp://10.0.0.11:9464"),
            ("METRICS_PORT_9464_TCP_PORT", "9464"),
            ("METRICS_SERVICE_HOST", "10.0.0.11"),
            ("EMAIL_SMTP_PORT", "udp://[fd00::1]:587"),
        ]);
        using var http = new HttpClient { BaseAddress = await server.ListeningAsync() };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ixp/intents");
        request.Headers.Add("Origin", "https://app.example");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("https://app.example", response.Header("Access-Control-Allow-Origin"));
        using var docs = await http.GetAsync("/docs", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, docs.StatusCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Path));
        Assert.Single(
            server.Output.Split('\n'),
            line => line.Contains("EMAIL_SMTP_PORT, METRICS_PORT: the address of a Service")
        );
    }

    [Fact]
    public async Task Production_without_its_secrets_names_every_one_and_exits_78()
    {
        await using var server = ServerProcess.Start(("NODE_ENV", "production"), ("PORT", "0"));

        Assert.Equal(78, await server.ExitAsync());
        Assert.Contains("JWT_SECRET", server.Output);
        Assert.Contains("ENCRYPTION_KEY", server.Output);
        Assert.Contains("CORS_ORIGIN", server.Output);
        Assert.Contains("32 characters or more", server.Output);
        Assert.DoesNotContain("   at ", server.Output);
    }

    [Fact]
    public async Task Every_wrong_value_is_named_with_what_is_allowed_and_secrets_are_not_shown()
    {
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("PORT", "eighty"),
            ("HOST", "not a host"),
            ("JWT_SECRET", "short-secret-value"),
            ("ENCRYPTION_KEY", "your-32-character-encryption-key"),
            ("ENCRYPTION_KEYS_PREVIOUS", $"{Key},short-previous-key"),
            ("Ixp__Security__PreviousEncryptionKeys__1", "short-listed-key"),
            ("CORS_ORIGIN", "example.com"),
            ("LOG_LEVEL", "loud"),
            ("CACHE_TTL", "-1"),
            ("METRICS_TOKEN", "x"),
            ("Ixp__Cache__MemoryEntries", "many"),
            ("Ixp__Limits__Crawl", "0")
        );

        Assert.Equal(78, await server.ExitAsync());
        foreach (
            var name in new[]
            {
                "PORT",
                "HOST",
                "JWT_SECRET",
                "ENCRYPTION_KEY",
                "ENCRYPTION_KEYS_PREVIOUS",
                "CORS_ORIGIN",
                "LOG_LEVEL",
                "CACHE_TTL",
            }
        )
        {
            Assert.Contains($"- {name} (", server.Output);
        }

        Assert.Contains("'eighty'", server.Output);
        Assert.Contains(
            "- METRICS_TOKEN (Ixp__Metrics__Token): found a value of 1 character (not shown)",
            server.Output
        );
        Assert.Contains("0 to 65535", server.Output);
        Assert.DoesNotContain("short-secret-value", server.Output);
        Assert.DoesNotContain("your-32-character", server.Output);
        Assert.DoesNotContain("short-previous-key", server.Output);
        Assert.Contains("- ENCRYPTION_KEYS_PREVIOUS (Ixp__Security__PreviousEncryptionKeys__1)", server.Output);
        Assert.DoesNotContain("short-listed-key", server.Output);
        Assert.Contains("- Ixp__Cache__MemoryEntries: found 'many'; allowed: a whole number from 1", server.Output);
        Assert.Contains("- Ixp__Limits__Crawl: found '0'", server.Output);
    }

    [Fact]
    public async Task A_registry_with_faults_names_them_all_and_exits_78()
    {
        using var registry = new TestRegistry("{\"intents\":[{\"name\":7},{}]}", "{");
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("PORT", "0"),
            ("INTENTS_FILE", registry.IntentsFile),
            ("COMPONENTS_FILE", registry.ComponentsFile)
        );

        Assert.Equal(78, await server.ExitAsync());
        Assert.Contains($"{registry.IntentsFile}#/intents/0/name", server.Output);
        Assert.Contains($"{registry.IntentsFile}#/intents/1", server.Output);
        Assert.Contains(registry.ComponentsFile, server.Output);
        Assert.DoesNotContain("   at ", server.Output);
    }

    [Fact]
    public async Task Faults_of_every_kind_are_told_at_once()
    {
        using var registry = new TestRegistry("{}", "{\"components\":{\"Card\":7}}");
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("PORT", "eighty"),
            ("LOG_LEVEL", "loud"),
            ("THEME_FILE", "/no-theme.json"),
            ("DATABASE_URL", "mysql://db/ixp"),
            ("INTENTS_FILE", registry.IntentsFile),
            ("COMPONENTS_FILE", registry.ComponentsFile),
            ("EMAIL_SMTP_HOST", "no host"),
            ("Logging__LogLevel__IxpServer", "chatty"),
            ("Logging__OpenTelemetry__LogLevel__Default", "warn"),
            ("Ixp__Security__Oidc__Authority", "http://login.example"),
            ("Ixp__Crawler__Sources__0__Name", "a b"),
            ("Ixp__Crawler__Sources__1__Name", "news"),
            ("Ixp__Crawler__Sources__1__File", "/no-news.json")
        );

        Assert.Equal(78, await server.ExitAsync());
        var faults = server
            .Output.Split('\n')
            .Where(line => line.StartsWith("  - ", StringComparison.Ordinal))
            .ToList();
        foreach (
            var start in new[]
            {
                "PORT (Ixp__Server__Port): found 'eighty'",
                "JWT_SECRET (",
                "LOG_LEVEL (",
                "THEME_FILE (Ixp__Theme__File): the file '/no-theme.json' cannot be read",
                "DATABASE_URL",
                "EMAIL_SMTP_HOST (Ixp__Mail__Host): found 'no host'",
                "Logging__LogLevel__IxpServer: found 'chatty'",
                "Logging__OpenTelemetry__LogLevel__Default: found 'warn'; allowed: Trace, Debug",
                "Ixp__Security__Oidc__Authority: found 'http://login.example'",
                "Ixp__Crawler__Sources__0__Name: found 'a b'",
                "Ixp__Crawler__Sources__1__File: '/no-news.json'",
                $"INTENTS_FILE (Ixp__Registry__Intents): {registry.IntentsFile}: must be",
                $"COMPONENTS_FILE (Ixp__Registry__Components): {registry.ComponentsFile}#/components/Card: ",
            }
        )
        {
            Assert.Contains(faults, line => line.StartsWith($"  - {start}", StringComparison.Ordinal));
        }

        Assert.DoesNotContain("   at ", server.Output);
    }

    [Fact]
    public async Task Development_which_checks_its_services_first_tells_them_all_too()
    {
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("PORT", "0"),
            ("DATABASE_URL", "mysql://db/ixp"),
            ("THEME_FILE", "/no-theme.json")
        );

        Assert.Equal(78, await server.ExitAsync());
        Assert.Contains("  - DATABASE_URL", server.Output);
        Assert.Contains("  - THEME_FILE", server.Output);
        Assert.DoesNotContain("   at ", server.Output);
    }

    [Fact]
    public async Task What_the_frameworks_own_settings_or_a_file_have_wrong_is_a_fault_like_all()
    {
        await using var folder = new TemporaryDirectory();
        var theme = Path.Combine(folder.Path, "theme.json");
        await File.WriteAllTextAsync(theme, "{\"name\":\"mine\"}", TestContext.Current.CancellationToken);
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("METRICS_PORT", "1"),
            ("ASPNETCORE_URLS", "rubbish;http://*:3000;ftp://*:1;http://*:99999"),
            ("ASPNETCORE_HTTP_PORTS", "3000;x"),
            ("Kestrel__Certificates__Default__Path", "/no.pem"),
            ("INTENTS_FILE", "/nowhere.json"),
            ("THEME_FILE", theme)
        );

        Assert.Equal(78, await server.ExitAsync());
        foreach (
            var told in new[]
            {
                "ASPNETCORE_URLS (--urls): found 'rubbish'; allowed: addresses such as",
                "found 'ftp://*:1'",
                "found 'http://*:99999'",
                "ASPNETCORE_HTTP_PORTS: found 'x'; allowed: a whole number",
                "__Default__Path: the file '/no.pem' does not exist",
                "INTENTS_FILE (Ixp__Registry__Intents): /nowhere.json: the file does not exist; allowed: a JSON file {\"intents\": […]}",
                "THEME_FILE",
                "colors",
            }
        )
        {
            Assert.Contains(told, server.Output);
        }

        Assert.DoesNotContain("   at ", server.Output);
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "https://127.0.0.1:0", "cannot use https://127.0.0.1:0 with")]
    [InlineData(
        "Kestrel__Certificates__Default__Path",
        "/dev/null",
        "what Kestrel__Endpoints and Kestrel__Certificates"
    )]
    [InlineData("Kestrel__Endpoints__Api__Url", "rubbish", "what Kestrel__Endpoints and Kestrel__Certificates")]
    public async Task What_Kestrel_cannot_use_is_a_fault_like_all(string name, string value, string told)
    {
        await using var server = ServerProcess.Start(("ASPNETCORE_ENVIRONMENT", "Testing"), (name, value));

        Assert.Equal(78, await server.ExitAsync());
        Assert.Contains(told, server.Output);
        Assert.DoesNotContain("   at ", server.Output);
        Assert.DoesNotContain("xception", server.Output);
    }

    [Theory]
    [InlineData("127.0.0.1", "Address already in use")]
    [InlineData("192.0.2.1", "Cannot assign requested address")]
    public async Task An_address_that_cannot_be_had_is_told_in_a_sentence(string host, string reason)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("HOST", host),
            ("PORT", $"{port}")
        );

        Assert.Equal(69, await server.ExitAsync());
        Assert.Contains($"cannot listen on http://{host}:{port}", server.Output);
        Assert.Contains(reason, server.Output);
        Assert.Contains("Set PORT to", server.Output);
        Assert.DoesNotContain("   at ", server.Output);
        Assert.DoesNotContain("xception", server.Output);
    }

    [Fact]
    public async Task A_content_root_that_does_not_exist_and_settings_that_are_no_json_are_named()
    {
        await using var nowhere = ServerProcess.Start(("ASPNETCORE_CONTENTROOT", "/nowhere"));
        Assert.Equal(78, await nowhere.ExitAsync());
        Assert.Contains("The content root (--contentRoot, ASPNETCORE_CONTENTROOT) must be", nowhere.Output);
        Assert.Contains("/nowhere", nowhere.Output);
        Assert.DoesNotContain("   at ", nowhere.Output);

        await using var folder = new TemporaryDirectory();
        var settings = Path.Combine(folder.Path, "appsettings.json");
        await File.WriteAllTextAsync(settings, "{ \"Ixp\": ", TestContext.Current.CancellationToken);
        await using var broken = ServerProcess.Start(("ASPNETCORE_CONTENTROOT", folder.Path));
        Assert.Equal(78, await broken.ExitAsync());
        Assert.Contains(settings, broken.Output);
        Assert.DoesNotContain("   at ", broken.Output);
    }

    [Fact]
    public async Task The_dotnet_form_wins_over_the_plain_variable_and_a_file_gives_a_secret()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Key + "\n", TestContext.Current.CancellationToken);
        await using var server = ServerProcess.Start([
            .. Production.Where(pair => pair.Item1 is not "ENCRYPTION_KEY"),
            ("ENCRYPTION_KEY_FILE", file),
            ("Ixp__Cors__Origins", "https://winner.example"),
        ]);
        using var http = new HttpClient { BaseAddress = await server.ListeningAsync() };
        var config = await http.GetStringAsync("/ixp/sdk/config", TestContext.Current.CancellationToken);
        File.Delete(file);

        Assert.Contains("https://winner.example", config);
        Assert.DoesNotContain("https://app.example", config);
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:0", "http://127.0.0.1:")]
    [InlineData("HTTP_PORTS", "0", "http://[::]:")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "0", "http://[::]:")]
    public async Task Without_port_and_host_the_frameworks_own_settings_hold(string name, string value, string expected)
    {
        await using var server = ServerProcess.Start((name, value), ("ASPNETCORE_ENVIRONMENT", "Testing"));
        await server.ListeningAsync();

        Assert.Contains($"Now listening on: {expected}", server.Output);
    }

    [Fact]
    public async Task A_port_for_metrics_goes_with_addresses_that_are_written_carelessly()
    {
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("METRICS_PORT", $"{LoopbackPort.FindFree(1)}"),
            ("ASPNETCORE_URLS", "http://127.0.0.1:0; ")
        );

        Assert.Equal("127.0.0.1", (await server.ListeningAsync()).Host);
    }

    [Fact]
    public void A_setting_of_the_frameworks_that_is_empty_is_none() =>
        Assert.Equal(
            "http://localhost:3000",
            ListenAddress.Find(
                new ConfigurationBuilder().AddInMemoryCollection([new("http_ports", ""), new("urls", ";")]).Build()
            )
        );

    [Fact]
    public async Task Port_wins_over_the_frameworks_own_settings()
    {
        await using var server = ServerProcess.Start(
            ("PORT", "0"),
            ("HOST", "127.0.0.1"),
            ("ASPNETCORE_URLS", "http://0.0.0.0:1"),
            ("ASPNETCORE_ENVIRONMENT", "Testing")
        );

        Assert.Equal("127.0.0.1", (await server.ListeningAsync()).Host);
    }

    [Fact]
    public async Task Nothing_is_warned_of_that_is_as_it_should_be_in_a_container()
    {
        await using var server = ServerProcess.Start([
            .. Production,
            ("ASPNETCORE_HTTP_PORTS", "8080"),
            // Nobody's home, and nothing can be written there.
            ("HOME", "/proc/self"),
        ]);
        await server.ListeningAsync();

        Assert.DoesNotContain(@"""level"":""warn""", server.Output);
    }
}
