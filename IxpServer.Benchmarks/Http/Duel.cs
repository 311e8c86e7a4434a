namespace IxpServer.Benchmarks.Http;

/// <summary>A scenario with its two servers running.</summary>
internal sealed class Duel : IAsyncDisposable
{
    private readonly Scenario _scenario;
    private readonly HttpOptions _options;
    private readonly string _script;
    private readonly ServerProcess _ixp;
    private readonly ServerProcess _bare;
    private readonly double _ixpLength;
    private readonly double _bareLength;

    private Duel(
        Scenario scenario,
        HttpOptions options,
        string script,
        (ServerProcess Server, double Length) ixp,
        (ServerProcess Server, double Length) bare
    )
    {
        (_scenario, _options, _script) = (scenario, options, script);
        (_ixp, _ixpLength) = ixp;
        (_bare, _bareLength) = bare;
    }

    internal Scenario Scenario => _scenario;

    internal ServerProcess Ixp => _ixp;

    /// <summary>Microseconds of CPU per request of the IXP server, by round.</summary>
    internal List<double> IxpCosts { get; } = [];

    /// <summary>Microseconds of CPU per request of the bare server, by round.</summary>
    internal List<double> BareCosts { get; } = [];

    /// <summary>Starts both servers; the bare one repeats what the IXP server was seen to answer.</summary>
    internal static async Task<Duel> StartAsync(
        Scenario scenario,
        ServerProcess ixp,
        Servers servers,
        string folder,
        HttpOptions options,
        CancellationToken cancel
    )
    {
        var answers = await AskAsync(scenario, ixp, cancel);
        var stem = Path.Combine(folder, Path.GetRandomFileName());
        Wrk.WriteScript($"{stem}.lua", scenario.Requests);
        var keyed = scenario.Requests.Zip(
            answers,
            (request, answer) => new BareAnswer(request.Key, answer.Status, answer.ContentType, answer.Body)
        );
        var bare = await servers.StartBareAsync($"{stem}.json", [.. keyed], cancel);
        try
        {
            var repeated = await AskAsync(scenario, bare, cancel);
            return new Duel(scenario, options, $"{stem}.lua", (ixp, Mean(answers)), (bare, Mean(repeated)));
        }
        catch
        {
            await bare.DisposeAsync();
            throw;
        }
    }

    internal async Task WarmUpAsync(CancellationToken cancel)
    {
        await Wrk.RunAsync(_script, _ixp.Port, _options.WarmUpSeconds, _options.Connections, cancel);
        await Wrk.RunAsync(_script, _bare.Port, _options.WarmUpSeconds, _options.Connections, cancel);
    }

    internal async Task RunRoundAsync(CancellationToken cancel)
    {
        IxpCosts.Add(await MeasureAsync(_ixp, _ixpLength, cancel));
        BareCosts.Add(await MeasureAsync(_bare, _bareLength, cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await _ixp.DisposeAsync();
        await _bare.DisposeAsync();
    }

    private async Task<double> MeasureAsync(ServerProcess server, double length, CancellationToken cancel)
    {
        var before = server.CpuTime;
        var result = await Wrk.RunAsync(_script, server.Port, _options.Seconds, _options.Connections, cancel);
        var spent = server.CpuTime - before;
        Check(result, length);
        return spent.TotalMicroseconds / result.Requests;
    }

    /// <summary>A server that answers fast because it answers something else must not win.</summary>
    private void Check(WrkResult result, double length)
    {
        var bad = _scenario.Status >= 400 ? result.Requests - result.BadStatuses : result.BadStatuses;
        var cutOff = _options.Connections * length;
        if (
            bad is not 0
            || result is { SocketErrors: > 0 } or { Requests: 0 }
            || Math.Abs(result.Bytes - (result.Requests * length)) > cutOff + (0.001 * result.Bytes)
        )
        {
            throw new InvalidOperationException(
                $"{_scenario.Name}: {result} is not what was expected: status {_scenario.Status}, {length:0} bytes each"
            );
        }
    }

    private static async Task<RawAnswer[]> AskAsync(Scenario scenario, ServerProcess server, CancellationToken cancel)
    {
        var answers = new List<RawAnswer>();
        foreach (var request in scenario.Requests)
        {
            var answer = await RawHttp.SendAsync(server.Port, request.Format(), cancel);
            answers.Add(
                answer.Status == scenario.Status
                    ? answer
                    : throw new InvalidOperationException($"{scenario.Name}: {request.Key} gave {answer.Status}")
            );
        }

        return [.. answers];
    }

    private static double Mean(RawAnswer[] answers) => answers.Average(answer => answer.WireLength);
}
