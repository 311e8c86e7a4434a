using System.Diagnostics;
using IxpServer.Benchmarks.Http;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.AspNetCore.Identity;

namespace IxpServer.Benchmarks.Accounts;

/// <summary>
/// CPU time of a sign-in in the server's process, with PostgreSQL, against what cannot be saved: one hash of the password.
/// </summary>
internal static class SignInBenchmark
{
    private const int SignIns = 30;
    private const int Rounds = 5;
    private const double Budget = 1.25;
    private const string Password = "a password of the benchmark's own";

    /// <returns>0 when the budget holds.</returns>
    internal static async Task<int> RunAsync()
    {
        var state = Directory.CreateTempSubdirectory("ixp-benchmark-").FullName;
        try
        {
            await using var database = await BenchmarkDatabase.StartAsync(CancellationToken.None);
            var servers = await Servers.PublishAsync(state, database.Environment, CancellationToken.None);
            await using var server = await servers.StartIxpAsync(null, CancellationToken.None);
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
            return await MeasureAsync(server, client);
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(ServerProcess server, HttpClient client)
    {
        var account = new
        {
            name = "A",
            email = "a@example.com",
            password = Password,
        };
        (await client.PostAsJsonAsync("/api/auth/register", account)).EnsureSuccessStatusCode();
        var user = new User
        {
            Name = account.name,
            Email = account.email,
            PasswordHash = "",
        };
        var hash = Passwords.Hasher.HashPassword(user, Password);

        List<double> signIns = [];
        List<double> hashes = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var before = server.CpuTime;
            for (var i = 0; i < SignIns; i++)
            {
                (await client.PostAsJsonAsync("/api/auth/login", account)).EnsureSuccessStatusCode();
            }

            var after = server.CpuTime;
            var own = Process.GetCurrentProcess().TotalProcessorTime;
            for (var i = 0; i < SignIns; i++)
            {
                if (
                    Passwords.Hasher.VerifyHashedPassword(user, hash, Password)
                    is not PasswordVerificationResult.Success
                )
                {
                    throw new InvalidOperationException("The hash does not match its password");
                }
            }

            // The first round warms both up.
            if (round > 0)
            {
                signIns.Add((after - before).TotalMicroseconds / SignIns);
                hashes.Add((Process.GetCurrentProcess().TotalProcessorTime - own).TotalMicroseconds / SignIns);
            }
        }

        var figure = Figure.Ratio("sign-in, against its password's hash", signIns, hashes, Budget, aim: 1.05);
        Report.Print([figure]);
        return figure.IsMet ? 0 : 1;
    }
}
