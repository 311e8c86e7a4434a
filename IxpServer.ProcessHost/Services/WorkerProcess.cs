using IxpServer.ProcessHost.Processes;

namespace IxpServer.ProcessHost.Services;

/// <summary>A program that does its work and ends, such as the migration service.</summary>
public static class WorkerProcess
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code, and what it printed last.</returns>
    /// <exception cref="ProcessFailedException">It is not built.</exception>
    public static async Task<WorkerResult> RunAsync(ServiceOptions options, CancellationToken cancellation = default)
    {
        await using var worker = ChildProcess.Start(ServiceProcess.Start(options, BuiltPrograms.MigrationService));
        var code = await worker.Exited.WaitAsync(cancellation);
        return new WorkerResult(code, worker.LastLines);
    }
}

/// <summary>How a worker ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="LastLines">What it printed last.</param>
public sealed record WorkerResult(int ExitCode, IReadOnlyList<string> LastLines);
