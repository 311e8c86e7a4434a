using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.JsonSchema;

/// <summary>A short run of the fuzzer; `dotnet run --project IxpServer.Benchmarks -- fuzz-schema` makes a long one.</summary>
public class FuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_schema_and_no_document_breaks_the_engine(int seed)
    {
        var fuzzer = new SchemaFuzzer(seed);
        var rounds = fuzzer.Run(2_000, Eventually.Limit);
        Assert.True(fuzzer.Compiled > rounds / 20, $"{fuzzer.Compiled} of {rounds} schemas compiled");
    }
}
