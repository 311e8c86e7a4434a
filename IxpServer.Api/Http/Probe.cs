namespace IxpServer.Api.Http;

/// <summary>What orchestrators and monitors ask every few seconds.</summary>
/// <param name="Path">Where; with a slash behind it too.</param>
/// <param name="IsOfOrchestrator">
/// Whether it is asked by the machine's address, which is no name that anybody would list, and answered on the metrics' own
/// port too.
/// </param>
/// <param name="AsksWho">Whether it makes a difference who sends it.</param>
/// <param name="IsLimited">Whether whoever probes may be told to come back later.</param>
internal sealed record Probe(
    PathString Path,
    bool IsOfOrchestrator = false,
    bool AsksWho = false,
    bool IsLimited = false
)
{
    private static readonly Probe[] All =
    [
        new("/alive", IsOfOrchestrator: true),
        new("/ready", IsOfOrchestrator: true),
        new("/health", IsOfOrchestrator: true, AsksWho: true),
        new("/metrics"),
        new("/ixp/health"),
        new("/ixp/metrics", AsksWho: true, IsLimited: true),
    ];

    /// <summary>Where all of them are.</summary>
    internal static IEnumerable<PathString> Paths => All.Select(probe => probe.Path);

    /// <summary>The probe at a path; null for all else.</summary>
    internal static Probe? Find(PathString path)
    {
        foreach (var probe in All)
        {
            if (
                path.StartsWithSegments(probe.Path, StringComparison.OrdinalIgnoreCase, out var more)
                && (more.Value is null or "" or "/")
            )
            {
                return probe;
            }
        }

        return null;
    }
}
