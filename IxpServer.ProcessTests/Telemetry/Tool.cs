using System.Diagnostics;
using IxpServer.Processes;
using Xunit;

namespace IxpServer.Tests.Telemetry;

/// <summary>A program of the Prometheus project, run as a process.</summary>
internal static class Tool
{
    /// <summary>Runs it with a text as its input; its exit code and all that it printed.</summary>
    internal static async Task<(int ExitCode, string Output)> RunAsync(
        string program,
        string input,
        params string[] args
    )
    {
        using var process = Start(program, args);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Starts it.</summary>
    internal static Process Start(string program, params string[] args) =>
        Process.Start(
            new ProcessStartInfo(Binaries.OfThisMachine.Find(program), args)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
}
