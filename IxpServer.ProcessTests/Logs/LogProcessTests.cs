using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using IxpServer.Tests.Migration;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Logs;

/// <summary>The log as an operator meets it: processes, variables, files.</summary>
public sealed class LogProcessTests
{
    [Fact]
    public async Task Every_line_is_json_each_request_has_one_and_the_end_loses_none()
    {
        var exported = new ConcurrentQueue<string>();
        await using var collector = await StubHttpServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (context.Request.Path == "/v1/logs")
            {
                // Protobuf keeps text as it is.
                exported.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            }
        });
        await using var directory = new TemporaryDirectory();
        var logs = Path.Combine(directory.Path, "a", "logs");
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("HOST", "127.0.0.1"),
            ("PORT", "0"),
            ("TRUSTED_PROXIES", "127.0.0.1"),
            ("LOG_DIRECTORY", logs),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        );
        using var http = new HttpClient { BaseAddress = await server.ListeningAsync() };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ixp/intents?token=4711");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.TryAddWithoutValidation("User-Agent", new string('u', 1_000));
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        using var forged = await http.GetAsync("/api/auth/me", TestContext.Current.CancellationToken);
        using var probe = await http.GetAsync("/alive", TestContext.Current.CancellationToken);
        Assert.Equal(0, await server.StopAsync());

        var lines = server
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => JsonElement.Parse(line))
            .ToList();
        var requests = lines.Where(line => line.TryGetProperty("http", out _)).ToList();
        Assert.Equal(["info", "warn"], requests.Select(line => line.GetProperty("level").GetString()));
        var first = requests[0];
        var told = first.GetProperty("http");
        Assert.Equal("GET", told.GetProperty("method").GetString());
        Assert.Equal("/ixp/intents", told.GetProperty("path").GetString());
        Assert.Equal("/ixp/intents", told.GetProperty("route").GetString());
        Assert.Equal(200, told.GetProperty("status").GetInt32());
        Assert.InRange(told.GetProperty("durationMs").GetDouble(), 0.001, 60_000);
        Assert.Equal("203.0.113.9", told.GetProperty("ip").GetString());
        Assert.Equal(256, told.GetProperty("userAgent").GetString()!.Length);
        Assert.NotEmpty(first.GetProperty("requestId").GetString()!);
        Assert.Equal(32, first.GetProperty("traceId").GetString()!.Length);
        Assert.StartsWith("GET /ixp/intents answered 200 in ", first.GetProperty("message").GetString());

        // The files have the same lines, to the last.
        Assert.Equal(
            lines.Select(line => line.GetRawText()),
            await File.ReadAllLinesAsync(Path.Combine(logs, "combined.log"), TestContext.Current.CancellationToken)
        );
        Assert.Contains(
            lines,
            line =>
                line.GetProperty("message")
                    .GetString()!
                    .StartsWith("Application is shutting down", StringComparison.Ordinal)
        );

        // A collector gets them too, each value under its name; of the requests those that were refused.
        var sent = string.Concat(exported);
        Assert.Contains("Application is shutting down", sent);
        Assert.Contains(requests[1].GetProperty("message").GetString()!, sent);
        Assert.DoesNotContain(first.GetProperty("message").GetString()!, sent);
        Assert.Contains("http.request.method", sent);
        Assert.Contains("127.0.0.1", sent);
    }

    [Fact]
    public async Task A_start_that_fails_tells_what_was_logged_before()
    {
        await using var directory = new TemporaryDirectory();
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("HOST", "192.0.2.1"),
            ("PORT", "1234"),
            ("LOG_DIRECTORY", directory.Path)
        );

        Assert.Equal(69, await server.ExitAsync());
        Assert.Contains("cannot listen on", server.Output);
        Assert.Contains("\"message\":\"JWT_SECRET or ENCRYPTION_KEY is not set", server.Output);
        Assert.Contains(
            "JWT_SECRET or ENCRYPTION_KEY is not set",
            await File.ReadAllTextAsync(
                Path.Combine(directory.Path, "combined.log"),
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public async Task Wrong_settings_of_the_log_are_named_by_both_programs_and_no_password_is_shown()
    {
        (string, string)[] wrong =
        [
            ("LOG_DIRECTORY", "/proc/nowhere/logs"),
            ("ELASTICSEARCH_URL", "https://elastic:hidden-4711@search.example"),
            ("ELASTICSEARCH_API_KEY", "no Base64: hidden-4711"),
            ("Ixp__Logs__Elasticsearch__SpoolMegabytes", "64M"),
        ];
        await using var server = ServerProcess.Start([("ASPNETCORE_ENVIRONMENT", "Testing"), ("PORT", "0"), .. wrong]);
        Assert.Equal(78, await server.ExitAsync());
        var migration = await MigrationProcess.RunAsync([.. wrong, ("LOG_LEVEL", "loud")], "--check");
        Assert.Equal(78, migration.ExitCode);

        foreach (var output in new[] { server.Output, migration.Errors })
        {
            Assert.Contains(
                "- LOG_DIRECTORY (Ixp__Logs__Directory): nothing can be written to '/proc/nowhere/logs'",
                output
            );
            Assert.Contains("- ELASTICSEARCH_URL (Ixp__Logs__Elasticsearch__Url): found a value of", output);
            Assert.Contains("- ELASTICSEARCH_API_KEY (Ixp__Logs__Elasticsearch__ApiKey): found a value of", output);
            Assert.Contains("- ELASTICSEARCH_SPOOL_MB (Ixp__Logs__Elasticsearch__SpoolMegabytes): found '64M'", output);
            Assert.DoesNotContain("hidden-4711", output);
            Assert.DoesNotContain("   at ", output);
        }

        Assert.Contains("- LOG_LEVEL (Logging__LogLevel__Default): found 'loud'", migration.Errors);
    }

    [Fact]
    public async Task In_development_lines_are_for_people_and_the_level_follows_the_settings_file()
    {
        await using var folder = new TemporaryDirectory();
        var settings = Path.Combine(folder.Path, "appsettings.json");
        await WriteAsync("Warning");
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("ASPNETCORE_CONTENTROOT", folder.Path),
            ("INTENTS_FILE", Path.Combine(Repository.ApiDirectory, "samples", "intents.json")),
            ("COMPONENTS_FILE", Path.Combine(Repository.ApiDirectory, "samples", "components.json")),
            ("THEME_FILE", Path.Combine(Repository.ApiDirectory, "samples", "theme.json")),
            ("HOST", "127.0.0.1"),
            ("PORT", "0"),
            ("Logging__LogLevel__Microsoft.Hosting.Lifetime", "Information"),
            ("DOTNET_USE_POLLING_FILE_WATCHER", "1")
        );
        using var http = new HttpClient { BaseAddress = await server.ListeningAsync() };
        using var before = await http.GetAsync("/ixp/components", TestContext.Current.CancellationToken);
        await WriteAsync("Information");
        await Eventually.TrueAsync(
            async () =>
            {
                using var after = await http.GetAsync("/ixp/intents", TestContext.Current.CancellationToken);
                return server.Output.Contains("GET /ixp/intents answered 200", StringComparison.Ordinal);
            },
            "requests are logged"
        );

        Assert.DoesNotContain("GET /ixp/components", server.Output);
        Assert.Matches(@"\d\d:\d\d:\d\d\.\d{3} INF [A-Za-z.]+: GET /ixp/intents answered 200 in ", server.Output);

        Task WriteAsync(string level) =>
            File.WriteAllTextAsync(
                settings,
                $$"""{"Logging":{"LogLevel":{"Default":"{{level}}"} } }""",
                TestContext.Current.CancellationToken
            );
    }
}
