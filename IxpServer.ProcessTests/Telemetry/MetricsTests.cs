using System.Globalization;
using System.Net.Http.Json;
using Xunit;

namespace IxpServer.Tests.Telemetry;

/// <summary>What <c>/metrics</c> tells of a server with PostgreSQL, Redis and limits.</summary>
[Collection(typeof(SharedMetrics))]
public sealed class MetricsTests(MetricsServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_guides_series_have_its_names_labels_and_buckets()
    {
        await server.RenderAsync("show_weather");
        await server.Http.GetAsync("/ixp/intents/show_weather", Cancel);
        var request = "{method=\"GET\",route=\"/ixp/intents/{name}\",status_code=\"200\"";

        var text = await server.ScrapeUntilAsync($"http_requests_total{request}");

        Assert.True(Exposition.Value(text, $"http_requests_total{request}}}") >= 1);
        Assert.Equal(
            [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 0.5, 0.7, 1, 3, 5, 7, 10],
            Buckets($"http_request_duration_seconds_bucket{request},")
        );
        var intent = "{intent_type=\"show_weather\",success=\"true\"";
        Assert.True(Exposition.Value(text, $"intent_processing_duration_seconds_count{intent}}}") >= 1);
        Assert.Equal(
            [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 2, 5, 10],
            Buckets($"intent_processing_duration_seconds_bucket{intent},")
        );
        Assert.True(Exposition.Value(text, "active_connections{}") >= 1);
        foreach (var state in new[] { "used", "free", "pending" })
        {
            var count = Exposition.Value(text, $"database_connection_pool_size{{state=\"{state}\"}}");
            Assert.InRange(count, 0, 20);
        }

        IEnumerable<double> Buckets(string beginning) =>
            Exposition
                .Series(text)
                .Where(series => series.StartsWith(beginning, StringComparison.Ordinal))
                .Select(series => series.Split("le=\"")[1].TrimEnd('"', '}'))
                .Where(bound => bound is not "+Inf")
                .Select(bound => double.Parse(bound, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Ten_thousand_paths_and_intents_that_nobody_knows_add_no_series()
    {
        await AskAsync(0);
        await server.ScrapeAfterBatchAsync();
        var before = Exposition.Series(
            await server.ScrapeUntilAsync("method=\"_OTHER\"", "method=\"GET\",route=\"unmatched\"")
        );

        await Parallel.ForAsync(1, 5_001, Cancel, async (number, _) => await AskAsync(number));

        var text = await server.ScrapeAsync();
        Assert.All(Exposition.Series(text).Where(IsOurs), series => Assert.Contains(series, before));
        Assert.True(
            Exposition.Value(text, "http_requests_total{method=\"GET\",route=\"unmatched\",status_code=\"404\"}")
                > 5_000
        );

        async Task AskAsync(int number)
        {
            await server.RenderAsync($"nobody_knows_{number}_{Guid.NewGuid():N}");
            using var other = new HttpRequestMessage(
                number % 10 is 0 ? new("BREW") : HttpMethod.Get,
                $"/{Guid.NewGuid()}"
            );
            using var answer = await server.Http.SendAsync(other, Cancel);
            using var also = await server.Http.GetAsync($"/{Guid.NewGuid()}", Cancel);
        }

        // The runtime's may come whenever it collects for the first time, and the like.
        static bool IsOurs(string series) => !series.StartsWith("dotnet_", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_say()
    {
        var (exitCode, output) = await Tool.RunAsync("promtool", await server.ScrapeAsync(), "check", "metrics");

        Assert.Equal("", output);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task The_document_names_every_metric_with_its_type_and_labels()
    {
        // What comes with the first event has to happen once.
        await server.RenderAsync("show_weather");
        await server.Http.PostAsJsonAsync("/api/sessions", new { context = new { } }, Cancel);
        var live = Exposition.Metrics(await server.ScrapeAfterBatchAsync());

        var documented = MetricsDocument.Read();
        Assert.All(
            live,
            metric =>
            {
                var row = Assert.Contains(metric.Key, documented);
                Assert.Equal(metric.Value.Type, row.Type);
                Assert.Equal(metric.Value.Labels, row.Labels);
            }
        );
        Assert.Empty(documented.Where(row => !row.Value.IsRare).Select(row => row.Key).Except(live.Keys));
    }
}
