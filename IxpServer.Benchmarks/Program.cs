using IxpServer.Benchmarks.Http;
using IxpServer.Benchmarks.JsonSchema;

return args switch
{
    ["http", .. var options] => await HttpBenchmark.RunAsync(options),
    ["bare-server", var port, var answers] => await BareServer.RunAsync(port, answers),
    ["schema"] => SchemaBenchmark.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"Usage: schema | {HttpOptions.Usage}");
    return 64;
}
