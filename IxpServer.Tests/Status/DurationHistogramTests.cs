using FsCheck;
using FsCheck.Xunit;
using IxpServer.Api.Http;
using Xunit;

namespace IxpServer.Tests.Status;

public sealed class DurationHistogramTests
{
    [Property]
    public void A_percentile_is_at_most_7_percent_above_the_true_one(NonEmptyArray<uint> microseconds, bool last)
    {
        var share = last ? 0.99 : 0.95;
        var histogram = new DurationHistogram();
        foreach (var value in microseconds.Get)
        {
            histogram.Add(TimeSpan.FromMicroseconds(value));
        }

        var sorted = microseconds.Get.Order().ToArray();
        var exact = sorted[(int)Math.Ceiling(sorted.Length * share) - 1] / 1_000.0;
        Assert.InRange(histogram.PercentileMilliseconds(share), exact - 1e-9, (exact * 1.07) + 0.001);
    }

    [Fact]
    public void Before_the_first_duration_everything_is_zero()
    {
        var histogram = new DurationHistogram();
        Assert.Equal(0, histogram.AverageMilliseconds);
        Assert.Equal(0, histogram.PercentileMilliseconds(0.99));
    }

    [Fact]
    public void A_negative_duration_counts_as_zero()
    {
        var histogram = new DurationHistogram();
        histogram.Add(TimeSpan.FromSeconds(-1));
        Assert.Equal(1, histogram.Count);
        Assert.Equal(0, histogram.AverageMilliseconds);
    }
}
