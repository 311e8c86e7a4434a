using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using IxpServer.Tests.Fuzz;

namespace IxpServer.Benchmarks.Http;

/// <summary>Sends many requests, made from its OpenAPI document, to a server in Production on PostgreSQL.</summary>
internal static class FuzzHttp
{
    internal const string Usage = "fuzz-http [--requests N] [--seed N]";

    private const string Email = "root@example.com";

    internal static async Task<int> RunAsync(string[] options)
    {
        var requests = Number(options, "--requests", 100_000);
        var seed = Number(options, "--seed", Environment.TickCount);
        var state = Directory.CreateTempSubdirectory("ixp-fuzz-");
        var password = RandomNumberGenerator.GetHexString(32);
        try
        {
            await using var database = await BenchmarkDatabase.StartAsync(CancellationToken.None);
            await BenchmarkDatabase.MigrateAsync(
                With(database.Environment, ("ADMIN_EMAIL", Email), ("ADMIN_PASSWORD", password)),
                CancellationToken.None
            );
            var servers = await Servers.PublishAsync(
                state.FullName,
                With(
                    database.Environment,
                    ("TRUSTED_PROXIES", "127.0.0.1"),
                    ("RATE_LIMIT_MAX", "1000000000"),
                    ("SLOW_DOWN_AFTER", "0")
                ),
                CancellationToken.None
            );
            await using var server = await servers.StartIxpAsync(null, CancellationToken.None);
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
            var fuzzer = new HttpFuzzer(
                http,
                seed,
                [await SignInAsync(http, password)],
                ["show_weather", "WeatherCard", "1.0.0"]
            );
            await fuzzer.RunAsync(requests, CancellationToken.None);
            return Tell(fuzzer, requests, seed, server.PeakMegabytes);
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private static async Task<string> SignInAsync(HttpClient http, string password)
    {
        using var answer = await http.PostAsJsonAsync("/api/auth/login", new { email = Email, password });
        var body = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return body.GetProperty("accessToken").GetString()!;
    }

    private static int Tell(HttpFuzzer fuzzer, int requests, int seed, double megabytes)
    {
        foreach (var (answer, count) in fuzzer.Answers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"{count, 8} {answer}");
        }

        foreach (var finding in fuzzer.Findings.Take(50))
        {
            Console.WriteLine(finding);
        }

        Console.WriteLine(
            $"Seed {seed}: {requests} requests, {fuzzer.Findings.Count} findings, at most {megabytes:0} MB resident."
        );
        return fuzzer.Findings.Count is 0 ? 0 : 1;
    }

    private static Dictionary<string, string?> With(
        IReadOnlyDictionary<string, string?> environment,
        params (string Name, string Value)[] more
    )
    {
        var all = new Dictionary<string, string?>(environment);
        foreach (var (name, value) in more)
        {
            all[name] = value;
        }

        return all;
    }

    private static int Number(string[] options, string name, int fallback) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length
            ? int.Parse(options[at + 1], CultureInfo.InvariantCulture)
            : fallback;
}
