using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Telemetry;

/// <summary>The rules that Prometheus is given: whether they wake somebody when they should, and only then.</summary>
public sealed class RulesTests
{
    private static readonly string Configuration = Path.Combine(PrometheusRules.Directory, "prometheus.yml");
    private static readonly string Alertmanager = Path.Combine(PrometheusRules.Directory, "alertmanager.yml");

    private static readonly string[] Severities = ["critical", "warning"];

    [Fact]
    public async Task Promtool_takes_the_rules_and_the_configuration()
    {
        await SucceedsAsync("promtool", ["check", "rules", "--lint-fatal", .. PrometheusRules.Files]);

        // Its token is in a file of the machine that Prometheus runs on.
        await SucceedsAsync("promtool", ["check", "config", "--syntax-only", Configuration]);
    }

    [Fact]
    public Task Amtool_takes_the_configuration() => SucceedsAsync("amtool", ["check-config", Alertmanager]);

    [Fact]
    public Task Alerts_fire_when_they_should_and_only_then() =>
        Task.WhenAll(PrometheusRules.TestFiles.Select(file => SucceedsAsync("promtool", ["test", "rules", file])));

    [Fact]
    public void Each_alert_has_cases_in_which_it_fires_and_does_not()
    {
        var cases = PrometheusRules.Cases;
        Assert.All(
            Alerts(),
            alert =>
            {
                var own = cases
                    .Where(given =>
                        given.Expr == $"count(ALERTS{{alertname=\"{alert.Alert}\", alertstate=\"firing\"}})"
                    )
                    .ToList();
                Assert.Contains(own, given => given.ExpSamples.Count > 0);
                Assert.Contains(own, given => given.ExpSamples.Count is 0);
            }
        );
    }

    [Fact]
    public void Each_alert_tells_what_is_wrong_and_leads_to_its_paragraph()
    {
        var paragraphs = File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
            .Where(line => line.StartsWith("### Ixp", StringComparison.Ordinal))
            .Select(line => line[4..]);
        Assert.Equal(
            Alerts().Select(alert => alert.Alert).Order(StringComparer.Ordinal),
            paragraphs.Order(StringComparer.Ordinal)
        );
        Assert.All(
            Alerts(),
            alert =>
            {
                Assert.Contains(alert.Labels["severity"], Severities);
                Assert.NotEmpty(alert.Annotations["summary"]);
                Assert.NotEmpty(alert.Annotations["description"]);
                Assert.Equal($"docs/operations.md#{alert.Alert!.ToLowerInvariant()}", alert.Annotations["runbook_url"]);
            }
        );
    }

    [Fact]
    public void Rules_read_only_series_that_there_are()
    {
        var rules = PrometheusRules.Rules;
        var recorded = rules.Select(rule => rule.Record).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Assert.All(
            rules,
            rule =>
            {
                Assert.NotEmpty(PromQl.Series(rule.Expr));
                Assert.Empty(PromQl.Unknown(rule.Expr, recorded));
            }
        );
    }

    private static IEnumerable<PrometheusRules.Rule> Alerts() =>
        PrometheusRules.Rules.Where(rule => rule.Alert is not null);

    private static async Task SucceedsAsync(string program, string[] args)
    {
        var (exitCode, output) = await Tool.RunAsync(program, input: "", args);
        Assert.True(exitCode is 0, output);
    }
}
