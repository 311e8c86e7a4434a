namespace IxpServer.Api.Configuration;

/// <summary>
/// The path that a file really has once every link on the way to it is followed. Kubernetes switches a link to the
/// directory of a mount, and the files before and after may well have the same date and size.
/// </summary>
internal static class RealPath
{
    /// <summary>As many as Linux follows; more are a circle.</summary>
    private const int MaxLinks = 40;

    /// <param name="path">A full path; what it names need not exist.</param>
    internal static string Of(string path)
    {
        for (var links = 0; links < MaxLinks; links++)
        {
            if (FollowFirstLink(path) is not { } next)
            {
                break;
            }

            path = next;
        }

        return path;
    }

    private static string? FollowFirstLink(string path)
    {
        for (var end = NextSeparator(path, 0); ; end = NextSeparator(path, end))
        {
            var part = path[..end];
            if (new FileInfo(part).LinkTarget is { } target)
            {
                return Path.GetFullPath(target, Path.GetDirectoryName(part)!) + path[end..];
            }

            if (end == path.Length)
            {
                return null;
            }
        }
    }

    private static int NextSeparator(string path, int from)
    {
        var found = path.IndexOf(Path.DirectorySeparatorChar, Math.Min(from + 1, path.Length));
        return found < 0 ? path.Length : found;
    }
}
