using IxpServer.Benchmarks.Http;

return args switch
{
    ["http", .. var options] => await HttpBenchmark.RunAsync(options),
    ["bare-server", var port, var answers] => await BareServer.RunAsync(port, answers),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"Usage: {HttpOptions.Usage}");
    return 64;
}
