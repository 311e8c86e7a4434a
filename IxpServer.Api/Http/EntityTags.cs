using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Http;

/// <summary>Entity tags of requests (RFC 9110, section 13.1).</summary>
internal static class EntityTags
{
    /// <summary>The tag of a version that counts changes.</summary>
    internal static string Of(long version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>
    /// Whether a client that reads has the answer already. By weak comparison: a proxy that compresses on the way makes a strong
    /// tag a weak one.
    /// </summary>
    internal static bool IsKnown(HttpRequest request, string tag) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers.IfNoneMatch is { Count: > 0 } header
        && EntityTagHeaderValue.TryParseList(header, out var known)
        && known.Any(one => one.Tag == "*" || one.Tag == tag);

    /// <summary>The versions that tags stand for; 0, which nothing has, for the tag of something else.</summary>
    internal static IReadOnlyList<long>? Versions(StringValues tags) =>
        EntityTagHeaderValue.TryParseList(tags, out var list)
            ?
            [
                .. list.Select(tag =>
                    long.TryParse(
                        tag.Tag.AsSpan().Trim('"'),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var version
                    )
                        ? version
                        : 0
                ),
            ]
            : null;
}

/// <summary>Metadata: the answer has an entity tag. To GET it is 304 for a client that has it already.</summary>
internal sealed class TaggedAnswer
{
    internal static readonly TaggedAnswer Instance = new();
}

/// <summary>Metadata: 201 comes with the address of what was made.</summary>
internal sealed class AddressedAnswer
{
    internal static readonly AddressedAnswer Instance = new();
}
