using System.Runtime.Versioning;
using IxpServer.ProcessHost;

namespace IxpServer.Tests.ProcessHost;

/// <summary>A directory for one test, that the servers' own user can pass; what still runs in it is stopped.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TemporaryPlace : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    internal string Path => System.IO.Path.Combine(_directory.FullName, "data");

    internal TemporaryPlace()
    {
        File.SetUnixFileMode(_directory.FullName, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(Path);
    }

    public async ValueTask DisposeAsync()
    {
        await (await RunDirectory.OpenAsync(Path)).DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
