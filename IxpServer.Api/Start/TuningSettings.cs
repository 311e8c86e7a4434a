using IxpServer.Hosting.Configuration;
using IxpServer.Hosting.Logging;

namespace IxpServer.Api.Start;

/// <summary>
/// Settings that few need: they have no plain variable, only their .NET form. Checked at the start like all others; the
/// documents of their features describe them.
/// </summary>
internal static class TuningSettings
{
    internal static readonly IReadOnlyList<(string Key, Rule Rule)> All =
    [
        ("Ixp:Cache:SessionTtl", Rule.Integer(0, 3_600)),
        ("Ixp:Cache:StatisticsTtl", Rule.Integer(0, 86_400)),
        ("Ixp:Cache:MemoryEntries", Rule.Integer(1, 10_000_000)),
        ("Ixp:Cache:MemoryTtl", Rule.Integer(1, 86_400)),
        ("Ixp:Cache:RedisTimeoutMs", Rule.Integer(1, 60_000)),
        ("Ixp:Limits:Render", Rule.Integer(1, 1_000_000_000)),
        ("Ixp:Limits:Admin", Rule.Integer(1, 1_000_000_000)),
        ("Ixp:Limits:SignIn", Rule.Integer(1, 1_000_000_000)),
        ("Ixp:Limits:Crawl", Rule.Integer(1, 1_000_000_000)),
        ("Ixp:Limits:KeyFactor", Rule.Integer(1, 1_000_000)),
        ("Ixp:Limits:SiteFactor", Rule.Integer(1, 65_536)),
        ("Ixp:Limits:MostDelayed", Rule.Integer(1, 100_000)),
        ("Ixp:Sessions:MaxAnonymous", Rule.Integer(1, 1_000_000_000)),
        ("Ixp:Sessions:MaxPerAccount", Rule.Integer(1, 1_000_000)),
        ("Ixp:Server:BodyWaitSeconds", Rule.Integer(1, 60)),
        ("Ixp:Logs:Console", Rule.OneOf(LogOptions.Consoles)),
        ("Ixp:Logs:Format", Rule.OneOf(LogOptions.Formats)),
    ];
}
