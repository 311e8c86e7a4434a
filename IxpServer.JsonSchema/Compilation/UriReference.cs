namespace IxpServer.JsonSchema.Compilation;

/// <summary>
/// Resolution of URI references (RFC 3986, section 5) on plain strings. System.Uri is not used because it rewrites what
/// it parses, and schema identifiers must stay as they were written.
/// </summary>
internal static class UriReference
{
    /// <summary>Splits a reference at its first '#'; the fragment comes without it.</summary>
    public static (string Document, string Fragment) SplitFragment(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (reference, "") : (reference[..hash], reference[(hash + 1)..]);
    }

    /// <summary>Removes dot segments from an absolute URI's path; leaves everything else alone.</summary>
    public static string Normalize(string uri)
    {
        var parts = Parts.Of(uri);
        return parts.Scheme.Length > 0 && parts.Path.StartsWith('/')
            ? (parts with { Path = RemoveDots(parts.Path) }).ToString()
            : uri;
    }

    /// <summary>Resolves a reference without a fragment against a base (RFC 3986, section 5.2.2).</summary>
    public static string Resolve(string baseUri, string reference)
    {
        if (reference.Length == 0)
        {
            return baseUri;
        }

        var target = Parts.Of(reference);
        if (target.Scheme.Length > 0)
        {
            return Normalize(reference);
        }

        var origin = Parts.Of(baseUri);
        if (target.Authority is not null)
        {
            return (target with { Scheme = origin.Scheme, Path = RemoveDots(target.Path) }).ToString();
        }

        if (target.Path.Length == 0)
        {
            return (origin with { Query = target.Query }).ToString();
        }

        var path = target.Path.StartsWith('/') ? target.Path : Merge(origin, target.Path);
        return (origin with { Path = RemoveDots(path), Query = target.Query }).ToString();
    }

    private static string Merge(Parts origin, string path) =>
        origin.Authority is not null && origin.Path.Length == 0
            ? "/" + path
            : origin.Path[..(origin.Path.LastIndexOf('/') + 1)] + path;

    // RFC 3986, section 5.2.4, for whole segments.
    private static string RemoveDots(string path)
    {
        if (!path.Contains('.', StringComparison.Ordinal))
        {
            return path;
        }

        var rooted = path.StartsWith('/');
        var kept = new List<string>();
        var segments = (rooted ? path[1..] : path).Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            if (segments[i] is not ("." or ".."))
            {
                kept.Add(segments[i]);
                continue;
            }

            if (segments[i] == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            if (last)
            {
                kept.Add("");
            }
        }

        return (rooted ? "/" : "") + string.Join('/', kept);
    }

    private readonly record struct Parts(string Scheme, string? Authority, string Path, string? Query)
    {
        public static Parts Of(string uri)
        {
            var scheme = "";
            var colon = uri.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && char.IsAsciiLetter(uri[0]) && uri.AsSpan(0, colon).IndexOfAny("/?") < 0)
            {
                scheme = uri[..colon];
                uri = uri[(colon + 1)..];
            }

            string? query = null;
            var mark = uri.IndexOf('?', StringComparison.Ordinal);
            if (mark >= 0)
            {
                query = uri[(mark + 1)..];
                uri = uri[..mark];
            }

            if (!uri.StartsWith("//", StringComparison.Ordinal))
            {
                return new Parts(scheme, null, uri, query);
            }

            var slash = uri.IndexOf('/', 2);
            return slash < 0
                ? new Parts(scheme, uri[2..], "", query)
                : new Parts(scheme, uri[2..slash], uri[slash..], query);
        }

        public override string ToString() =>
            (Scheme.Length > 0 ? Scheme + ":" : "")
            + (Authority is null ? "" : "//" + Authority)
            + Path
            + (Query is null ? "" : "?" + Query);
    }
}
