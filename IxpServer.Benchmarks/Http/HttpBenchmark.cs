using System.Runtime.InteropServices;
using IxpServer.Processes;

namespace IxpServer.Benchmarks.Http;

/// <summary>
/// What the IXP server costs over a server that does the least possible. The measure is CPU time of the server's
/// process per request: unlike latency and throughput it does not depend on what else the machine does.
/// </summary>
internal static class HttpBenchmark
{
    /// <returns>0 when all budgets hold, 1 when one is missed, 64 for a bad command line.</returns>
    internal static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var folder = Directory.CreateTempSubdirectory("ixp-benchmark-").FullName;
        try
        {
            return await RunAsync(HttpOptions.Parse(args), folder, stop.Token);
        }
        catch (FormatException fault)
        {
            await Console.Error.WriteLineAsync($"{fault.Message}\nUsage: {HttpOptions.Usage}");
            return 64;
        }
        catch (Exception fault)
            when (fault
                    is InvalidOperationException
                        or IOException
                        or OperationCanceledException
                        or MissingBinaryException
                        or ProcessFailedException
            )
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<int> RunAsync(HttpOptions options, string folder, CancellationToken cancel)
    {
        Wrk.Require();
        await using var database = options.IsEmbedded ? null : await BenchmarkDatabase.StartAsync(cancel);
        var environment = database?.Environment ?? new Dictionary<string, string?>();
        var servers = await Servers.PublishAsync(folder, environment, cancel);
        var plan = new Plan(servers, options, folder);
        var figures = new List<Figure>();
        foreach (var (name, run) in plan.Groups)
        {
            if (name.StartsWith(options.Only, StringComparison.Ordinal))
            {
                await Console.Error.WriteLineAsync($"measuring: {name}");
                figures.AddRange(await run(cancel));
            }
        }

        Report.Print(figures);
        if (options.JsonFile is { } file)
        {
            Report.Save(file, figures);
        }

        return figures.TrueForAll(figure => figure.IsMet) ? 0 : 1;
    }
}
