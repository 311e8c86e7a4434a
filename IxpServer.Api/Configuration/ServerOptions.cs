using System.Net;
using IPNetwork = System.Net.IPNetwork;

namespace IxpServer.Api.Configuration;

/// <summary>Where the server listens, for whom, and how it ends.</summary>
[SettingSection("Ixp:Server")]
internal sealed class ServerOptions
{
    /// <summary>The port to listen on; 0 takes a free one.</summary>
    [Setting("PORT", Min = 0, Max = 65_535, Default = "see below")]
    public int? Port { get; init; }

    /// <summary>The address to listen on.</summary>
    [Setting("HOST", Allowed = "an IP address, localhost or *", Check = nameof(IsListenAddress), Default = "see below")]
    public string? Host { get; init; }

    /// <summary>The proxies that say where a request comes from.</summary>
    [Setting(
        "TRUSTED_PROXIES",
        Allowed = "addresses such as 10.0.0.7 and networks such as 10.0.0.0/8 (not one of all addresses), separated by commas",
        Check = nameof(IsNetwork)
    )]
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>The names that the server answers to.</summary>
    [Setting(
        "ALLOWED_HOSTS",
        Allowed = "host names without a port, such as api.example.com or *.example.com, separated by commas, or *",
        Check = nameof(IsName),
        Default = "any"
    )]
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>How long the server goes on serving when it is told to end.</summary>
    [Setting(
        "SHUTDOWN_DRAIN",
        Key = "ShutdownDrainSeconds",
        Unit = Unit.Seconds,
        Min = 0,
        Max = 3_600,
        Default = "5 in Production and Staging, else 0"
    )]
    public TimeSpan? ShutdownDrain { get; init; }

    /// <summary>An address, or a network in CIDR form; not one of all addresses, which would trust everybody.</summary>
    internal static IPNetwork? ParseNetwork(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0 ? network : null;
    }

    private static bool IsListenAddress(string text) =>
        text is "*" or "+"
        || text.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(text, out _);

    private static bool IsNetwork(string text) => ParseNetwork(text) is not null;

    /// <summary>A name, an address, <c>*.example.com</c> for names below it, or <c>*</c>; without a port.</summary>
    private static bool IsName(string text)
    {
        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return text is "*" || Uri.CheckHostName(name) is not UriHostNameType.Unknown;
    }
}
