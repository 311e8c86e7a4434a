namespace IxpServer.Tests.Support;

/// <summary>A server on the samples, for the tests of a class that only ask it.</summary>
public sealed class SampleServer : IAsyncDisposable
{
    internal IxpTestServer Http { get; } = IxpTestServer.Start();

    public ValueTask DisposeAsync() => Http.DisposeAsync();
}
