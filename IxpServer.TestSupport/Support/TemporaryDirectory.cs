namespace IxpServer.Tests.Support;

/// <summary>A directory of a test's own that goes away with it.</summary>
public sealed class TemporaryDirectory : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ixp-test-");

    public string Path => _directory.FullName;

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
