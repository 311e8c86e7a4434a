using System.Globalization;
using System.Net.Sockets;
using IxpServer.Data.Connections;
using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>Where Redis is, as a URL says it: what providers hand out, and the parameters of redis-py and its like.</summary>
/// <param name="Options">Where, and as whom.</param>
/// <param name="IsTrusted">Whether the server's certificate is not to be verified (<c>ssl_cert_reqs=none</c>).</param>
/// <param name="Authorities">The file with the authorities that may have signed it (<c>ssl_ca_certs</c>).</param>
internal sealed record RedisUrl(ConfigurationOptions Options, bool IsTrusted = false, string? Authorities = null)
{
    private const int DefaultPort = 6379;

    private static readonly string[] Known =
    [
        "db",
        "username",
        "password",
        "protocol",
        "ssl_cert_reqs",
        "ssl_ca_certs",
        "skip_verify",
    ];

    /// <exception cref="FormatException">It cannot be read; the message repeats no value of it.</exception>
    internal static RedisUrl Parse(string text)
    {
        var url = AddressUrl.Parse(text, Known.Contains);
        var options = new ConfigurationOptions
        {
            User = url.User,
            Password = url.Password,
            DefaultDatabase = 0,
        };
        var path = url.Path;
        switch (url.Scheme)
        {
            case "unix" when url.Hosts is [("", null)] && path.Length > 0:
                options.EndPoints.Add(new UnixDomainSocketEndPoint($"/{path}"));
                path = "";
                break;
            case "redis" or "rediss" or "valkey" or "valkeys" when url.Hosts.All(host => host.Host.Length > 0):
                foreach (var (host, port) in url.Hosts)
                {
                    options.EndPoints.Add(host.Trim('[', ']'), port ?? DefaultPort);
                }

                options.Ssl = url.Scheme.EndsWith('s') && url.Scheme is not "redis";
                break;
            case "redis" or "rediss" or "valkey" or "valkeys" or "unix":
                throw new FormatException("it names no host");
            default:
                throw new FormatException("its scheme is unknown");
        }

        options.DefaultDatabase = path.Length > 0 ? ToDatabase(path.TrimEnd('/')) : 0;
        var result = new RedisUrl(options);
        foreach (var (name, value) in url.Parameters)
        {
            result = result.With(name, value);
        }

        return result;
    }

    private RedisUrl With(string name, string value)
    {
        switch (name)
        {
            case "db":
                Options.DefaultDatabase = ToDatabase(value);
                return this;
            case "username":
                Options.User = value;
                return this;
            case "password":
                Options.Password = value;
                return this;
            case "protocol" when value is "2" or "3":
                Options.Protocol = value is "3" ? RedisProtocol.Resp3 : RedisProtocol.Resp2;
                return this;
            case "ssl_ca_certs":
                return this with { Authorities = value };
            case "ssl_cert_reqs" or "skip_verify":
                return this with
                {
                    IsTrusted = value.ToLowerInvariant() switch
                    {
                        "none" or "cert_none" or "true" => true,
                        "required" or "cert_required" or "optional" or "cert_optional" or "false" => false,
                        _ => throw new FormatException($"its parameter '{name}' has a value that it cannot have"),
                    },
                };
            case "protocol":
                throw new FormatException("its parameter 'protocol' must be 2 or 3");
            default:
                throw new FormatException(
                    $"its parameter '{name}' is unknown or cannot be honoured (known: {string.Join(", ", Known)})"
                );
        }
    }

    private static int ToDatabase(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var database)
            ? database
            : throw new FormatException("the database must be a number");
}
