using System.Text.Json;
using System.Text.RegularExpressions;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IxpServer.Tests.Telemetry;

/// <summary>The dashboards for Grafana: that each panel shows something, and says what.</summary>
[Collection(typeof(SharedMetrics))]
public sealed partial class DashboardTests(MetricsServer server)
{
    /// <summary>What the backup script and the log tell, which are no part of this server's scrape.</summary>
    private const string Foreign = """
        ixp_backup_last_success_timestamp_seconds 1700000000
        ixp_backup_last_exit_code 0
        ixp_backup_size_bytes 1048576
        ixp_logs_elasticsearch_documents_total{outcome="written"} 4711
        ixp_logs_elasticsearch_spool_bytes 0

        """;

    private static readonly string[] CurrentTypes = ["timeseries", "stat", "table", "state-timeline"];

    [Fact]
    public async Task Every_query_of_every_panel_has_a_sample()
    {
        await using var others = await StubHttpServer.StartAsync(context => context.Response.WriteAsync(Foreign));
        await using var prometheus = await LivePrometheus.StartAsync(
            ("ixp", server.Http.BaseAddress!.Authority),
            ("ixp-others", new Uri(others.Url).Authority)
        );
        var empty = Dashboards
            .Read()
            .Values.SelectMany(Dashboards.Panels)
            .SelectMany(Dashboards.Queries)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.True(empty.Count > 60);

        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    await LoadAsync();
                    foreach (var query in empty.ToList())
                    {
                        if ((await prometheus.QueryAsync(Substitute(query))).Count > 0)
                        {
                            empty.Remove(query);
                        }
                    }

                    return empty.Count is 0;
                },
                "every query has a sample"
            );
        }
        finally
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"Without a sample: {string.Join('\n', empty)}");
        }

        Assert.Empty(await prometheus.FailedRulesAsync());
        Assert.InRange((await prometheus.QueryAsync("count({job=\"ixp\",__name__=~\"ixp_.+\"})")).Single(), 20, 500);
    }

    [Fact]
    public void Queries_read_only_series_that_there_are()
    {
        var recorded = PrometheusRules
            .Rules.Select(rule => rule.Record)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (file, dashboard) in Dashboards.Read())
        {
            Assert.All(
                Dashboards.Panels(dashboard).SelectMany(Dashboards.Queries),
                query =>
                {
                    Assert.True(PromQl.Series(query).Any(), file);
                    Assert.Empty(PromQl.Unknown(query, recorded));
                }
            );
        }
    }

    [Fact]
    public void Panels_say_what_they_show_and_in_which_unit()
    {
        var dashboards = Dashboards.Read();
        Assert.Distinct(dashboards.Values.Select(dashboard => dashboard.GetProperty("uid").GetString()));
        foreach (var (file, dashboard) in dashboards)
        {
            Assert.Distinct(
                dashboard.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("id").GetInt32())
            );
            Assert.All(
                Dashboards.Panels(dashboard),
                panel =>
                {
                    Assert.NotEqual("", Text(panel, "title"));
                    Assert.True(Text(panel, "description").Length > 0, $"{file}: {Text(panel, "title")}");
                    Assert.Contains(Text(panel, "type"), CurrentTypes);
                    Assert.NotEqual("", Text(panel.GetProperty("fieldConfig").GetProperty("defaults"), "unit"));
                }
            );
        }

        static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
    }

    /// <summary>All that a dashboard tells of: answers, refusals, failures, data that no cache has, sessions.</summary>
    private async Task LoadAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        await server.RenderAsync("show_weather", city: Guid.NewGuid().ToString());
        await server.RenderAsync("nobody_knows");
        using var path = await server.Http.GetAsync("/nowhere", cancel);
        using var session = await server.Http.PostAsync(
            "/api/sessions",
            new StringContent("""{"context":{}}""", System.Text.Encoding.UTF8, "application/json"),
            cancel
        );
        session.EnsureSuccessStatusCode();
    }

    /// <summary>As Grafana does it, with everything chosen.</summary>
    private static string Substitute(string query)
    {
        var text = query
            .Replace("$__rate_interval", "5s", StringComparison.Ordinal)
            .Replace("$instance", ".+", StringComparison.Ordinal)
            .Replace("$job", ".+", StringComparison.Ordinal);
        Assert.DoesNotMatch(Variable(), text);
        return text;
    }

    [GeneratedRegex(@"\$\w", RegexOptions.None, 1_000)]
    private static partial Regex Variable();
}
