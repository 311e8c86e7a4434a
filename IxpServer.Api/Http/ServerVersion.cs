using System.Reflection;

namespace IxpServer.Api.Http;

/// <summary>The server's own version.</summary>
internal static class ServerVersion
{
    internal static readonly string Current =
        typeof(ServerVersion)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";
}
