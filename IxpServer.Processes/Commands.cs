namespace IxpServer.Processes;

/// <summary>Short commands that are run to their end.</summary>
public static class Commands
{
    /// <summary>Runs a command; what it printed.</summary>
    /// <exception cref="ProcessFailedException">It said that it failed.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(ChildStart start, CancellationToken cancellation)
    {
        var lines = new List<string>();
        await using var child = ChildProcess.Start(
            start with
            {
                Output = line =>
                {
                    lock (lines)
                    {
                        lines.Add(line);
                    }
                },
            }
        );
        var code = await child.Exited.WaitAsync(cancellation);
        return code is 0
            ? lines
            : throw new ProcessFailedException($"{Path.GetFileName(start.File)} failed (exit code {code}):", lines);
    }
}
