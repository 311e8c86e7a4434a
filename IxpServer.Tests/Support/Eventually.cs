using System.Diagnostics;
using Xunit;

namespace IxpServer.Tests.Support;

/// <summary>Waits for what another process or thread will do, by asking until it is so.</summary>
public static class Eventually
{
    /// <summary>The longest any test waits for anything.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Asks until the condition holds; returns how long that took.</summary>
    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Limit)
            {
                Assert.Fail($"Not within {Limit.TotalSeconds} s: {what}");
            }

            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
