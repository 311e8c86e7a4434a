using System.Net;
using System.Net.Sockets;

namespace IxpServer.ProcessHost.Processes;

/// <summary>Ports on loopback.</summary>
internal static class LoopbackPort
{
    /// <summary>A port that is free now. Somebody may still be quicker: who uses it has to try again.</summary>
    internal static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
