using System.Numerics;

namespace IxpServer.Api.Http;

/// <summary>
/// Durations in buckets that double, each cut into 16: any percentile is told with an error below 7 %, in constant
/// memory and without a lock.
/// </summary>
public sealed class DurationHistogram
{
    private const int StepBits = 4;
    private const int Steps = 1 << StepBits;

    private readonly long[] _buckets = new long[(64 - StepBits + 1) * Steps];
    private long _count;
    private long _totalMicroseconds;

    /// <summary>How many durations were added.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The mean in milliseconds; 0 before the first.</summary>
    public double AverageMilliseconds => Count is 0 ? 0 : Interlocked.Read(ref _totalMicroseconds) / 1_000.0 / Count;

    /// <summary>Adds one duration. A negative one counts as zero.</summary>
    public void Add(TimeSpan duration)
    {
        var microseconds = Math.Max(0, (long)duration.TotalMicroseconds);
        Interlocked.Increment(ref _buckets[IndexOf((ulong)microseconds)]);
        Interlocked.Add(ref _totalMicroseconds, microseconds);
        Interlocked.Increment(ref _count);
    }

    /// <summary>The duration in milliseconds that this share of all durations does not exceed; 0 before the first.</summary>
    /// <param name="share">Between 0 and 1, such as 0.95.</param>
    public double PercentileMilliseconds(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        var seen = 0L;
        for (var index = 0; wanted > 0 && index < _buckets.Length; index++)
        {
            seen += Interlocked.Read(ref _buckets[index]);
            if (seen >= wanted)
            {
                return UpperBound(index) / 1_000.0;
            }
        }

        return 0;
    }

    private static int IndexOf(ulong value)
    {
        if (value < Steps)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2(value) - StepBits;
        return ((shift + 1) * Steps) + (int)((value >> shift) - Steps);
    }

    private static double UpperBound(int index)
    {
        var (block, step) = Math.DivRem(index, Steps);
        return block is 0 ? step : (double)((ulong)(Steps + step + 1) << (block - 1)) - 1;
    }
}
