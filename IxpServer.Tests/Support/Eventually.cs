using System.Diagnostics;
using Xunit;

namespace IxpServer.Tests.Support;

/// <summary>Waits for what another process or thread will do, by asking until it is so.</summary>
public static class Eventually
{
    /// <summary>The longest any test waits for anything.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The same for a process that was just started: that takes a while on a busy machine.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>Asks until the condition holds; returns how long that took.</summary>
    /// <param name="condition">What to ask.</param>
    /// <param name="what">In words, for the failure.</param>
    /// <param name="limit">How long it may take, if not the usual time.</param>
    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var most = limit ?? Limit;
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > most)
            {
                Assert.Fail($"Not within {most.TotalSeconds} s: {what}");
            }

            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
