namespace IxpServer.Api.Configuration;

/// <summary>Where the server listens.</summary>
internal static class ListenAddress
{
    private const string DefaultHost = "localhost";
    private const int DefaultPort = 3000;

    /// <summary>
    /// <c>PORT</c> and <c>HOST</c> win; without them ASP.NET Core's own settings hold; without these it is
    /// localhost:3000. A lone <c>PORT</c> means every address, as container platforms expect.
    /// </summary>
    /// <returns>A URL; null where ASP.NET Core's own settings hold.</returns>
    internal static string? Find(IConfiguration configuration)
    {
        var (host, port) = (configuration["Ixp:Server:Host"], configuration["Ixp:Server:Port"]);
        if (host is not null || port is not null)
        {
            var name = host ?? "*";
            name = name.Contains(':', StringComparison.Ordinal) && !name.StartsWith('[') ? $"[{name}]" : name;
            return $"http://{name}:{port ?? DefaultPort.ToString()}";
        }

        return
            configuration[WebHostDefaults.ServerUrlsKey] is null
            && configuration[WebHostDefaults.HttpPortsKey] is null
            && configuration[WebHostDefaults.HttpsPortsKey] is null
            ? $"http://{DefaultHost}:{DefaultPort}"
            : null;
    }
}
