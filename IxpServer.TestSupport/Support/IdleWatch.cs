using System.Diagnostics;
using System.Globalization;

namespace IxpServer.Tests.Support;

/// <summary>
/// Counts the time in which a processor of this machine was idle, for promises of the kind "within a second": whoever
/// sleeps for too long breaks them on any machine, whoever only waits for a processor does not.
/// </summary>
internal sealed class IdleWatch
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly TimeSpan _idleBefore = Idle();

    internal TimeSpan Elapsed
    {
        get
        {
            var (elapsed, idle) = (Stopwatch.GetElapsedTime(_startedAt), Idle() - _idleBefore);
            return idle < elapsed ? idle : elapsed;
        }
    }

    /// <summary>Of all processors since the machine started (proc_stat(5), hundredths of a second).</summary>
    private static TimeSpan Idle() =>
        File.Exists("/proc/stat")
            ? TimeSpan.FromMilliseconds(
                10 * long.Parse(File.ReadLines("/proc/stat").First().Split(' ')[5], CultureInfo.InvariantCulture)
            )
            : Stopwatch.GetElapsedTime(0);
}
