using System.Globalization;
using IxpServer.Benchmarks.Accounts;
using IxpServer.Benchmarks.Http;
using IxpServer.Benchmarks.IntentLogs;
using IxpServer.Benchmarks.JsonSchema;
using IxpServer.Benchmarks.Registry;
using IxpServer.Tests.JsonSchema;

return args switch
{
    ["http", .. var options] => await HttpBenchmark.RunAsync(options),
    ["limits", .. var options] => await HttpBenchmark.RunAsync(["--only", Plan.Limits, .. options]),
    ["bare-server", var port, var answers] => await BareServer.RunAsync(port, answers),
    ["intent-logs"] => await IntentLogBenchmark.RunAsync(),
    ["sign-in"] => await SignInBenchmark.RunAsync(),
    ["bodies", .. var options] => await BodyMemory.RunAsync(options),
    ["schema"] => SchemaBenchmark.Run(),
    ["publish"] => PublishBenchmark.Run(),
    ["fuzz-schema", "--seconds", var seconds] => FuzzSchema(int.Parse(seconds, CultureInfo.InvariantCulture)),
    ["fuzz-http", .. var options] => await FuzzHttp.RunAsync(options),
    _ => Usage(),
};

static int FuzzSchema(int seconds)
{
    var seed = Environment.TickCount;
    var fuzzer = new SchemaFuzzer(seed);
    var rounds = fuzzer.Run(int.MaxValue, TimeSpan.FromSeconds(seconds));
    Console.WriteLine($"Seed {seed}: {rounds} rounds, {fuzzer.Compiled} schemas compiled, nothing found.");
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine(
        $"Usage: schema | publish | intent-logs | sign-in | limits | fuzz-schema --seconds N | {BodyMemory.Usage} | {FuzzHttp.Usage} | {HttpOptions.Usage}"
    );
    return 64;
}
