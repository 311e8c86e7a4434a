using System.IO.Hashing;
using System.Text;
using IxpServer.Api.Crawler.Sources;
using IxpServer.Api.Http;

namespace IxpServer.Api.Crawler;

/// <summary>What one walk covers: the sources a request may read, and the filters that hold for all its pages.</summary>
/// <param name="Sources">The sources to read, in the order of a walk.</param>
/// <param name="Denied">Sources left out for want of credentials.</param>
/// <param name="Hash">Equal for all pages of a walk.</param>
internal sealed record CrawlerScope(
    IReadOnlyList<CrawlerSource> Sources,
    IReadOnlyList<CrawlerSource> Denied,
    ulong Hash
)
{
    /// <summary>Whether the answer is this caller's own.</summary>
    internal bool UsesCredentials => Sources.Any(source => source.Auth is not null);

    internal static Outcome<CrawlerScope> Choose(
        SourceCatalog catalog,
        CrawlerRequest request,
        IHeaderDictionary headers
    )
    {
        var unknown = request.Sources.FirstOrDefault(name => !catalog.Sources.Any(source => source.Name == name));
        if (unknown is not null)
        {
            return IxpError.InvalidRequest($"There is no source '{IxpError.Clip(unknown)}'");
        }

        var named = catalog
            .Sources.Where(source => request.Sources.Count is 0 || request.Sources.Contains(source.Name))
            .ToLookup(source => source.Auth?.Accepts(headers) is not false);
        var (granted, denied) = (named[true].ToList(), named[false].ToList());
        return request.Sources.Count > 0 && denied.Count > 0
            ? Unauthorized(denied[0])
            : new CrawlerScope(granted, denied, HashOf(request, granted));
    }

    internal static IxpError Unauthorized(CrawlerSource source) =>
        IxpError.Unauthorized($"The source '{source.Name}' needs valid credentials", source.Auth!.Challenge);

    /// <summary>
    /// A walk that went on with other filters, or that lost its credentials, would seem complete without being so.
    /// </summary>
    private static ulong HashOf(CrawlerRequest request, IEnumerable<CrawlerSource> granted)
    {
        var parts = new[]
        {
            string.Join(',', request.Types.Order(StringComparer.Ordinal)),
            string.Join(',', request.Sources.Order(StringComparer.Ordinal)),
            $"{request.NewerThan?.UtcTicks}",
            string.Join(',', granted.Where(source => source.Auth is not null).Select(source => source.Name)),
        };
        return XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
    }
}
