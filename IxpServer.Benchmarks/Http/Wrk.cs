using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace IxpServer.Benchmarks.Http;

/// <summary>What one run of wrk did.</summary>
/// <param name="Requests">Answers received.</param>
/// <param name="Bytes">Bytes received, heads included.</param>
/// <param name="BadStatuses">Answers with a status of 400 or more.</param>
/// <param name="SocketErrors">Connections that failed, and requests that timed out.</param>
internal sealed record WrkResult(long Requests, long Bytes, long BadStatuses, long SocketErrors);

/// <summary>Drives a server with wrk, one thread, connections kept alive.</summary>
internal static class Wrk
{
    private const string Done = """
        done = function(summary)
          local e = summary.errors
          io.write(string.format("RESULT %d %d %d %d\n",
            summary.requests, summary.bytes, e.status, e.connect + e.read + e.write + e.timeout))
        end
        """;

    /// <summary>Writes the script that sends these requests in turn.</summary>
    internal static void WriteScript(string file, IReadOnlyList<Request> requests)
    {
        var script = new StringBuilder("local list = {}\nlocal next = 0\ninit = function()\n");
        foreach (var (_, method, path, body) in requests)
        {
            var arguments = body is null ? "{}" : $"{{[\"Content-Type\"]=\"application/json\"}}, [==[{body}]==]";
            script.Append(
                CultureInfo.InvariantCulture,
                $"  list[#list + 1] = wrk.format(\"{method}\", \"{path}\", {arguments})\n"
            );
        }

        script.Append("end\nrequest = function()\n  next = next % #list + 1\n  return list[next]\nend\n").Append(Done);
        File.WriteAllText(file, script.ToString());
    }

    /// <exception cref="InvalidOperationException">wrk is missing or failed.</exception>
    internal static async Task<WrkResult> RunAsync(
        string script,
        int port,
        int seconds,
        int connections,
        CancellationToken cancel
    )
    {
        var start = new ProcessStartInfo(
            "wrk",
            ["-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "30s", "-s", script, $"http://127.0.0.1:{port}"]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            var line = output.Split('\n').LastOrDefault(line => line.StartsWith("RESULT ", StringComparison.Ordinal));
            return line?.Split(' ')[1..].Select(long.Parse).ToArray() is [var requests, var bytes, var bad, var errors]
                ? new WrkResult(requests, bytes, bad, errors)
                : throw new InvalidOperationException($"wrk failed:\n{output}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <exception cref="InvalidOperationException">wrk is missing.</exception>
    internal static void Require()
    {
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        if (!Array.Exists(folders, folder => File.Exists(Path.Combine(folder, "wrk"))))
        {
            throw new InvalidOperationException("wrk is not on the PATH; on Debian: apt-get install wrk");
        }
    }
}
