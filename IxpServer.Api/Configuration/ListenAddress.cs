namespace IxpServer.Api.Configuration;

/// <summary>Where the server listens.</summary>
internal static class ListenAddress
{
    private const string DefaultHost = "localhost";
    private const int DefaultPort = 3000;

    private const StringComparison Ignoring = StringComparison.OrdinalIgnoreCase;

    private static readonly Setting Port = SettingReader.SettingOf<ServerOptions>(nameof(ServerOptions.Port));

    /// <summary>
    /// <c>PORT</c> and <c>HOST</c> win; without them ASP.NET Core's own settings hold; without these it is
    /// localhost:3000. A lone <c>PORT</c> means every address, as container platforms expect.
    /// </summary>
    /// <returns>A URL; null where ASP.NET Core's own settings hold.</returns>
    internal static string? Find(IConfiguration configuration)
    {
        var server = configuration.Read<ServerOptions>();
        if (server.Host is not null || server.Port is not null)
        {
            return On(server, server.Port ?? DefaultPort);
        }

        return OfFramework(configuration).Length is 0 ? $"http://{DefaultHost}:{DefaultPort}" : null;
    }

    /// <summary>A port of the addresses that <c>HOST</c> says, all of them where it is not set.</summary>
    internal static string On(ServerOptions server, int port)
    {
        var host = server.Host ?? "*";
        return $"http://{(host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host)}:{port}";
    }

    /// <summary>The addresses that ASP.NET Core's own settings list.</summary>
    internal static string[] OfFramework(IConfiguration configuration) =>
        Parts(configuration, WebHostDefaults.ServerUrlsKey) is { Length: > 0 } urls
            ? urls
            :
            [
                .. Parts(configuration, WebHostDefaults.HttpPortsKey).Select(port => $"http://*:{port}"),
                .. Parts(configuration, WebHostDefaults.HttpsPortsKey).Select(port => $"https://*:{port}"),
            ];

    /// <summary>Whether any address, the framework's and Kestrel's own settings included, is one of TLS.</summary>
    internal static bool HasTls(IConfiguration configuration) =>
        OfFramework(configuration)
            .Concat(
                configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "")
            )
            .Any(url => url.StartsWith(Uri.UriSchemeHttps + Uri.SchemeDelimiter, Ignoring));

    /// <summary>
    /// Makes the server listen there, and takes away the ports that the framework would otherwise warn of at each start:
    /// container images set one.
    /// </summary>
    internal static void ListenOnly(this WebApplicationBuilder builder, params string[] addresses)
    {
        builder.WebHost.UseUrls(addresses);
        builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "");
        builder.WebHost.UseSetting(WebHostDefaults.HttpsPortsKey, "");
    }

    /// <summary>
    /// What ASP.NET Core's own settings say wrongly of addresses and of certificates' files; Kestrel would end the process
    /// over them, and not name the file.
    /// </summary>
    internal static IReadOnlyList<string> FindFaults(IConfiguration configuration, string contentRoot) =>
        [
            .. Parts(configuration, WebHostDefaults.ServerUrlsKey)
                .Where(url => Parse(url) is null)
                .Select(url =>
                    Setting.WrongValue(
                        "ASPNETCORE_URLS (--urls)",
                        url,
                        "addresses such as http://127.0.0.1:3000, separated by ;"
                    )
                ),
            .. new[] { WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey }.SelectMany(key =>
                Parts(configuration, key)
                    .Where(port => !Port.Accepts(port))
                    .Select(port => Setting.WrongValue($"ASPNETCORE_{key.ToUpperInvariant()}", port, Port.Allowed))
            ),
            .. configuration
                .GetSection("Kestrel")
                .AsEnumerable()
                .Where(setting =>
                    setting is { Value.Length: > 0 }
                    && (setting.Key.EndsWith(":Path", Ignoring) || setting.Key.EndsWith(":KeyPath", Ignoring))
                    && !File.Exists(Path.GetFullPath(setting.Value, contentRoot))
                )
                .Select(setting =>
                    Setting.Fault(
                        Setting.VariableOf(setting.Key),
                        $"the file '{setting.Value}' does not exist",
                        "a certificate, or its key, in PEM or PKCS #12"
                    )
                ),
        ];

    /// <summary>An address as Kestrel reads it; null for what is none.</summary>
    internal static BindingAddress? Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.IsNamedPipe ? address
                : address.Scheme is not ("http" or "https") || !Port.Accepts($"{address.Port}") ? null
                : address.Host is "*" or "+" || Uri.CheckHostName(address.Host) is not UriHostNameType.Unknown ? address
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string[] Parts(IConfiguration configuration, string key) =>
        (configuration[key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
