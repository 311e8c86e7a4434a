using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using IxpServer.Processes;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Telemetry;

/// <summary>A Prometheus with our rules, which scrapes once a second.</summary>
internal sealed class LivePrometheus : IAsyncDisposable
{
    private readonly TemporaryDirectory _place = new();
    private readonly HttpClient _http = new();
    private Process? _process;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts one.</summary>
    /// <param name="jobs">Who is scraped: names of jobs, and their hosts and ports.</param>
    internal static async Task<LivePrometheus> StartAsync(params (string Name, string Target)[] jobs)
    {
        var prometheus = new LivePrometheus();
        var configuration = Path.Combine(prometheus._place.Path, "prometheus.yml");
        var scrapes = jobs.Select(job =>
            $$"""
                  - { job_name: {{job.Name}}, static_configs: [{ targets: ["{{job.Target}}"] }] }
                """
        );
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
            rule_files: ["{{PrometheusRules.Directory}}/rules/*.yml"]
            scrape_configs:
            {{string.Join('\n', scrapes)}}
            """,
            Cancel
        );
        var address = $"127.0.0.1:{LoopbackPort.FindFree(1)}";
        prometheus._http.BaseAddress = new Uri($"http://{address}");
        prometheus._process = Tool.Start(
            "prometheus",
            $"--config.file={configuration}",
            $"--storage.tsdb.path={prometheus._place.Path}/data",
            $"--web.listen-address={address}",
            "--log.level=error"
        );
        await Eventually.TrueAsync(prometheus.IsReadyAsync, "Prometheus is ready");
        return prometheus;
    }

    /// <summary>The values of a query that are numbers.</summary>
    internal async Task<IReadOnlyList<double>> QueryAsync(string query)
    {
        using var response = await _http.GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}", Cancel);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{query}: {answer}");
        return
        [
            .. answer
                .GetProperty("data")
                .GetProperty("result")
                .EnumerateArray()
                .Select(sample => sample.GetProperty("value")[1].GetString()!)
                .Where(value => value is not "NaN")
                .Select(value =>
                    value is "+Inf" ? double.PositiveInfinity : double.Parse(value, CultureInfo.InvariantCulture)
                ),
        ];
    }

    /// <summary>The rules that could not be evaluated, with the reason.</summary>
    internal async Task<IReadOnlyList<string>> FailedRulesAsync()
    {
        var answer = await _http.GetFromJsonAsync<JsonElement>("/api/v1/rules", Cancel);
        return
        [
            .. answer
                .GetProperty("data")
                .GetProperty("groups")
                .EnumerateArray()
                .SelectMany(group => group.GetProperty("rules").EnumerateArray())
                .Where(rule => rule.GetProperty("health").GetString() is not "ok")
                .Select(rule => rule.GetRawText()),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _http.Dispose();
        await _place.DisposeAsync();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync("/-/ready", Cancel);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
