using IxpServer.Api.Http;

namespace IxpServer.Api.Sdk;

/// <summary>The runtime's files, read once.</summary>
internal sealed class SdkFiles(IWebHostEnvironment environment)
{
    internal PreparedBody Runtime { get; } = new(Read(environment, "ixp-sdk.js"), "text/javascript; charset=utf-8");

    internal ReadOnlyMemory<byte> Frame { get; } = Read(environment, "ixp-frame.html");

    private static byte[] Read(IWebHostEnvironment environment, string name)
    {
        using var stream = environment.WebRootFileProvider.GetFileInfo(name).CreateReadStream();
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
