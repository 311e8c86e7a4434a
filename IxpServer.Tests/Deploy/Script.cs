using System.Diagnostics;
using IxpServer.ProcessHost.Postgres;
using IxpServer.ProcessHost.Processes;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>A script of <c>deploy/</c>, run as operators run it, against the tests' PostgreSQL.</summary>
internal static class Script
{
    internal static string Directory { get; } = Path.Combine(Repository.Root, "deploy", "postgres");

    /// <summary>Runs a program; its exit code and all that it printed.</summary>
    internal static async Task<(int ExitCode, string Output)> RunAsync(
        PostgresCluster postgres,
        string program,
        IEnumerable<string> arguments,
        params (string Name, string Value)[] variables
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = Path.GetDirectoryName(Binaries.OfThisMachine.FindPostgres("pg_dump"));
        start.Environment.Clear();
        start.Environment["PATH"] = $"{path}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["PGHOST"] = "127.0.0.1";
        start.Environment["PGPORT"] = $"{postgres.Port}";
        start.Environment["PGUSER"] = PostgresCluster.User;
        start.Environment["PGPASSWORD"] = postgres.Password;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
