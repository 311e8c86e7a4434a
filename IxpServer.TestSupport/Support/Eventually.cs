using System.Diagnostics;
using Xunit;

namespace IxpServer.Tests.Support;

/// <summary>Waits for what another process or thread will do, by asking until it is so.</summary>
public static class Eventually
{
    /// <summary>
    /// The longest any test waits for anything. It only tells a failure from a machine that is busy with other things,
    /// and costs nothing when all is well.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Often enough for any test, and seldom enough to leave the processors to what is waited for.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks until the condition holds; returns how long that took, as <see cref="IdleWatch"/> counts.</summary>
    /// <param name="condition">What to ask.</param>
    /// <param name="what">In words, for the failure.</param>
    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> condition, string what)
    {
        var (started, watch) = (Stopwatch.GetTimestamp(), new IdleWatch());
        using var timer = new PeriodicTimer(Pause);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Limit)
            {
                Assert.Fail($"Not within {Limit.TotalSeconds} s: {what}");
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return watch.Elapsed;
    }
}
