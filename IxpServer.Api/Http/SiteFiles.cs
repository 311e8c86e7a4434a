using System.Collections.Concurrent;
using Microsoft.AspNetCore.StaticFiles;

namespace IxpServer.Api.Http;

/// <summary>The files of <c>wwwroot</c>, each read once, and again after it was edited.</summary>
internal sealed class SiteFiles(IWebHostEnvironment host)
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly ConcurrentDictionary<string, (DateTimeOffset ChangedAt, PreparedBody Body)> _files = new(
        StringComparer.Ordinal
    );

    /// <summary>The paths of all files, such as <c>assets/app.js</c>.</summary>
    internal IEnumerable<string> Paths => PathsIn("");

    /// <param name="path">Of a file that is there, below <c>wwwroot</c>.</param>
    internal PreparedBody Get(string path)
    {
        var file = host.WebRootFileProvider.GetFileInfo(path);
        if (!_files.TryGetValue(path, out var known) || (file.Exists && file.LastModified != known.ChangedAt))
        {
            using var stream = file.CreateReadStream();
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            known = (file.LastModified, new(bytes, TypeOf(path)));
            _files[path] = known;
        }

        return known.Body;
    }

    private IEnumerable<string> PathsIn(string directory) =>
        host
            .WebRootFileProvider.GetDirectoryContents(directory)
            .SelectMany(entry =>
            {
                var path = directory.Length is 0 ? entry.Name : $"{directory}/{entry.Name}";
                return entry.IsDirectory ? PathsIn(path) : [path];
            });

    private static string TypeOf(string path) =>
        !Types.TryGetContentType(path, out var type) ? "application/octet-stream"
        : type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8"
        : type;
}
