using System.Diagnostics;

namespace IxpServer.Api.Telemetry;

/// <summary>The one meter and the one source of spans of this server.</summary>
internal static class ServerTelemetry
{
    /// <summary>The name of both. The meter factory gives every part of a server the same meter.</summary>
    internal const string Name = "IxpServer";

    /// <summary>Starts spans.</summary>
    internal static readonly ActivitySource Activities = new(Name);
}
