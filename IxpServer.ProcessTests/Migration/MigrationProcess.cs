using System.Diagnostics;
using System.Text;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Migration;

/// <summary>The migration service as a process of its own; what it said and how it ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error, with the log.</param>
public sealed record MigrationProcess(int ExitCode, string Output, string Errors)
{
    /// <summary>Everything it said.</summary>
    public string All => Output + Errors;

    /// <summary>Runs it to its end, with only these variables set besides what a process needs.</summary>
    public static Task<MigrationProcess> RunAsync(
        IEnumerable<(string Name, string Value)> variables,
        params string[] args
    ) => RunAsync(variables, _ => { }, args);

    /// <summary>The same; each line of its log is told when it comes.</summary>
    public static async Task<MigrationProcess> RunAsync(
        IEnumerable<(string Name, string Value)> variables,
        Action<string> onLog,
        params string[] args
    )
    {
        var start = ServerProcess.OurProgram("IxpServer.MigrationService", args, variables);
        start.WorkingDirectory = Path.GetTempPath();
        using var process = Process.Start(start)!;
        try
        {
            var cancel = TestContext.Current.CancellationToken;
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = new StringBuilder();
            process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data is { } text)
                {
                    errors.AppendLine(text);
                    onLog(text);
                }
            };
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(cancel).WaitAsync(Eventually.Limit, cancel);
            return new(process.ExitCode, await output, errors.ToString());
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
