using System.Diagnostics;
using IxpServer.ProcessHost.Processes;

namespace IxpServer.ProcessHost.Hosting;

/// <summary>Starts a process again when it ends by itself; after a longer pause each time it does not last.</summary>
internal sealed class Supervisor(string name, Func<Task<int>> exited, Func<Task> startAgain, Action<string> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Who ran for so long has recovered.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(60);

    /// <summary>Watches until it is cancelled.</summary>
    internal async Task WatchAsync(CancellationToken cancellation)
    {
        var pause = FirstPause;
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            var code = await exited().WaitAsync(cancellation);
            pause = Stopwatch.GetElapsedTime(started) > Lasting ? FirstPause : pause;
            log($"{name} ended with exit code {code}; starting it again in {pause.TotalSeconds} s");
            await Task.Delay(pause, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                await startAgain();
                log($"{name} runs again");
            }
            catch (ProcessFailedException failed)
            {
                log(failed.Message);
            }
        }
    }
}
