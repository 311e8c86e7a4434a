using System.Diagnostics.Metrics;
using FsCheck;
using FsCheck.Xunit;
using IxpServer.Api.Http;
using IxpServer.Api.Operations.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.Tests.Status;

public sealed class MetricsSummaryTests
{
    [Property]
    public void A_percentile_is_at_most_7_percent_above_the_true_one(NonEmptyArray<uint> microseconds)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var summary = new MetricsSummary(meters, TimeProvider.System);
        var http = new HttpMetrics(meters);
        foreach (var value in microseconds.Get)
        {
            http.Record(new DefaultHttpContext(), TimeSpan.FromMicroseconds(value));
        }

        var sorted = microseconds.Get.Order().ToArray();
        var figures = summary.Read().Performance;
        foreach (var (share, told) in new[] { (0.95, figures.P95ResponseTime), (0.99, figures.P99ResponseTime) })
        {
            var exact = sorted[(int)Math.Ceiling(sorted.Length * share) - 1] / 1_000.0;
            Assert.InRange(told, exact - 0.001, (exact * 1.07) + 0.001);
        }
    }
}
