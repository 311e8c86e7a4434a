using System.Net;
using System.Security.Cryptography;
using System.Text;
using IxpServer.Api.Configuration;
using IxpServer.Api.Http;

namespace IxpServer.Api.Operations.Metrics;

/// <summary>
/// Who may read <c>/metrics</c>: who shows the token where there is one; else, on a port of its own, whoever reaches
/// it; else only this machine and private networks, and nothing that a proxy has brought from elsewhere.
/// </summary>
internal sealed class MetricsAccess(MetricsOptions options)
{
    private const string Scheme = "Bearer ";

    /// <summary>What proxies add: behind one, a private address says nothing of who asks.</summary>
    private static readonly string[] ForwardedBy = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"];

    /// <summary>RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291: what no router of the Internet leads to.</summary>
    private static readonly System.Net.IPNetwork[] PrivateNetworks =
    [
        System.Net.IPNetwork.Parse("10.0.0.0/8"),
        System.Net.IPNetwork.Parse("172.16.0.0/12"),
        System.Net.IPNetwork.Parse("192.168.0.0/16"),
        System.Net.IPNetwork.Parse("100.64.0.0/10"),
        System.Net.IPNetwork.Parse("169.254.0.0/16"),
        System.Net.IPNetwork.Parse("fc00::/7"),
        System.Net.IPNetwork.Parse("fe80::/10"),
    ];

    private readonly byte[]? _token = options.Token is { } token ? Hash(token) : null;

    /// <summary>Why a request is refused; null when it is not.</summary>
    internal IxpError? Refuse(HttpContext context)
    {
        if (_token is not null)
        {
            return Shows(context.Request.Headers.Authorization.ToString())
                ? null
                : IxpError.Unauthorized("Metrics need the token of METRICS_TOKEN", "Bearer realm=\"metrics\"");
        }

        return options.Port is not null || IsNear(context)
            ? null
            : IxpError.Forbidden(
                "Metrics are for this machine and private networks, without a proxy between; set METRICS_TOKEN or METRICS_PORT"
            );
    }

    /// <summary>Hashes are of one length and compared in constant time: neither tells anything of the token.</summary>
    private bool Shows(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(authorization[Scheme.Length..].Trim()), _token);

    private static bool IsNear(HttpContext context)
    {
        foreach (var name in ForwardedBy)
        {
            if (context.Request.Headers.ContainsKey(name))
            {
                return false;
            }
        }

        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(address) || PrivateNetworks.Any(network => network.Contains(address));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
