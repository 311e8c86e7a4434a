using IxpServer.Benchmarks.JsonSchema;

return args switch
{
    ["schema"] => SchemaBenchmark.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: schema");
    return 64;
}
