using IxpServer.Processes.Redis;

namespace IxpServer.Benchmarks.Http;

/// <summary>What is measured together. Within a group the servers take turns, so that all see the same machine.</summary>
internal sealed class Plan(Servers servers, HttpOptions options, string folder)
{
    internal const string Limits = "limits";

    private const int Starts = 7;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private readonly GeneratedRegistry _small = GeneratedRegistry.Write(folder, 10);
    private readonly GeneratedRegistry _large = GeneratedRegistry.Write(folder, 10_000);

    internal IReadOnlyList<(string Name, Func<CancellationToken, Task<List<Figure>>> Run)> Groups =>
        [
            ("start", StartAsync),
            ("render", RenderAsync),
            ("lists", cancel => CompareAsync([.. Lists(_small), .. Lists(_large)], cancel)),
            ("other", cancel => CompareAsync([Scenario.Weather(), Scenario.Refusal(_small)], cancel)),
            (Limits, LimitsAsync),
            ("observed", ObservedAsync),
        ];

    private static IEnumerable<Scenario> Lists(GeneratedRegistry registry) =>
        [Scenario.List(registry, "/ixp/intents"), Scenario.List(registry, "/ixp/components")];

    private async Task<List<Figure>> StartAsync(CancellationToken cancel)
    {
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await using var server = await servers.StartIxpAsync(_small, cancel);
            times.Add(server.StartTime.TotalSeconds);
        }

        return [new("first 200 after process start", Figure.Median(times), "s", Budget: 1.0, Aim: 0.4)];
    }

    private async Task<List<Figure>> RenderAsync(CancellationToken cancel)
    {
        await using var duels = new DuelGroup(servers, options, folder);
        var small = await duels.AddAsync(Scenario.Render(_small), cancel);
        await Task.Delay(Settling, cancel);
        var idle = small.Ixp.ResidentMegabytes;
        var large = await duels.AddAsync(Scenario.Render(_large), cancel);
        var figures = await duels.RunAsync(cancel);
        figures.Add(Figure.Ratio("render, 10,000 intents against 10", large.IxpCosts, small.IxpCosts, 1.2, 1.05));
        figures.Add(new("resident memory, idle", idle, "MB", Budget: 130, Aim: 80));
        figures.Add(new("resident memory, most under load", small.Ixp.PeakMegabytes, "MB", Budget: 200, Aim: 120));
        figures.Add(new("resident memory, 10,000 intents, most under load", large.Ixp.PeakMegabytes, "MB"));
        return figures;
    }

    /// <summary>What it costs to count each request over all replicas, in a Redis as operators run it.</summary>
    private async Task<List<Figure>> LimitsAsync(CancellationToken cancel)
    {
        await using var redis = await RedisServer.StartAsync(
            new RedisOptions { ConfigurationFile = Path.Combine(AppContext.BaseDirectory, "redis.conf") },
            cancel
        );
        var without = servers.With(("ConnectionStrings__cache", redis.ConnectionString));
        var with = without.With(
            ("RATE_LIMIT_ENABLED", "true"),
            ("RATE_LIMIT_MAX", "1000000000"),
            ("RATE_LIMIT_WINDOW", "86400000")
        );
        await using var duels = new DuelGroup(without, options, folder);
        var free = await duels.AddAsync(Scenario.Render(_small), cancel);
        var limited = await duels.AddAsync(Scenario.Render(_small) with { Name = "render, limited" }, cancel, with);
        var figures = await duels.RunAsync(cancel);
        figures.Add(Figure.Ratio("render, limited against not", limited.IxpCosts, free.IxpCosts, 1.15, 1.05));
        return figures;
    }

    /// <summary>
    /// What an operator pays to see everything: metrics that are scraped, the log with its request lines on the console and in files, and traces
    /// of one request in a hundred, sent to a collector.
    /// </summary>
    private async Task<List<Figure>> ObservedAsync(CancellationToken cancel)
    {
        await using var collector = await Collector.StartAsync();
        var nothing = servers.With(("METRICS_ENABLED", "false"), ("LOG_LEVEL", "error"));
        var everything = servers.With(
            ("LOG_DIRECTORY", Path.Combine(folder, "logs")),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.01")
        );
        await using var duels = new DuelGroup(nothing, options, folder);
        var blind = await duels.AddAsync(Scenario.Render(_small) with { Name = "render, nothing on" }, cancel);
        var seen = await duels.AddAsync(Scenario.Render(_small) with { Name = "render, all on" }, cancel, everything);
        await using var scraper = new Scraper(seen.Ixp.Port);
        var figures = await duels.RunAsync(cancel);
        figures.Add(Figure.Ratio("render, all on against nothing on", seen.IxpCosts, blind.IxpCosts, 1.25, 1.1));
        return figures;
    }

    private async Task<List<Figure>> CompareAsync(IEnumerable<Scenario> scenarios, CancellationToken cancel)
    {
        await using var duels = new DuelGroup(servers, options, folder);
        foreach (var scenario in scenarios)
        {
            await duels.AddAsync(scenario, cancel);
        }

        return await duels.RunAsync(cancel);
    }
}

/// <summary>Several duels, fought in turns.</summary>
internal sealed class DuelGroup(Servers servers, HttpOptions options, string folder) : IAsyncDisposable
{
    private readonly List<Duel> _duels = [];

    /// <param name="scenario">What is asked.</param>
    /// <param name="cancel">Ends the starts.</param>
    /// <param name="other">Servers with other settings; null for those of the group.</param>
    internal async Task<Duel> AddAsync(Scenario scenario, CancellationToken cancel, Servers? other = null)
    {
        var ixp = await (other ?? servers).StartIxpAsync(scenario.Registry, cancel);
        try
        {
            var duel = await Duel.StartAsync(scenario, ixp, servers, folder, options, cancel);
            _duels.Add(duel);
            return duel;
        }
        catch
        {
            await ixp.DisposeAsync();
            throw;
        }
    }

    internal async Task<List<Figure>> RunAsync(CancellationToken cancel)
    {
        foreach (var duel in _duels)
        {
            await duel.WarmUpAsync(cancel);
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var duel in _duels)
            {
                await duel.RunRoundAsync(cancel);
            }
        }

        return
        [
            .. _duels.Select(duel =>
                Figure.Ratio(duel.Scenario.Name, duel.IxpCosts, duel.BareCosts, duel.Scenario.Budget, duel.Scenario.Aim)
            ),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var duel in _duels)
        {
            await duel.DisposeAsync();
        }
    }
}
