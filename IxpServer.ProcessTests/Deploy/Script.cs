using System.Diagnostics;
using System.Runtime.Versioning;
using IxpServer.Processes;
using IxpServer.Processes.Postgres;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>A script of <c>deploy/</c>, run as operators run it, against the tests' PostgreSQL.</summary>
internal static class Script
{
    internal static string Directory { get; } = Path.Combine(Repository.Root, "deploy", "postgres");

    /// <summary>Runs a program of PostgreSQL's or one that uses them; its exit code and all that it printed.</summary>
    internal static Task<(int ExitCode, string Output)> RunAsync(
        PostgresCluster postgres,
        string program,
        IEnumerable<string> arguments,
        params (string Name, string Value)[] variables
    )
    {
        var path = Path.GetDirectoryName(Binaries.OfThisMachine.FindPostgres("pg_dump"));
        return RunAsync(
            program,
            arguments,
            [
                ("PATH", $"{path}:{Environment.GetEnvironmentVariable("PATH")}"),
                ("PGHOST", "127.0.0.1"),
                ("PGPORT", $"{postgres.Port}"),
                ("PGUSER", PostgresCluster.User),
                ("PGPASSWORD", postgres.Password),
                .. variables,
            ]
        );
    }

    /// <summary>Runs any program, with only these variables and the path; its exit code and all that it printed.</summary>
    internal static async Task<(int ExitCode, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        params (string Name, string Value)[] variables
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Puts a shell script in a program's place.</summary>
    /// <returns>A <c>PATH</c> on which it comes first.</returns>
    [SupportedOSPlatform("linux")]
    internal static async Task<string> StubAsync(string directory, string program, string body)
    {
        var file = Path.Combine(directory, program);
        await File.WriteAllTextAsync(file, $"#!/bin/bash\n{body}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
        return $"{directory}:{Environment.GetEnvironmentVariable("PATH")}";
    }
}
