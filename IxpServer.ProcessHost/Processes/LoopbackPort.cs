using System.Net;
using System.Net.Sockets;

namespace IxpServer.ProcessHost.Processes;

/// <summary>Ports on loopback.</summary>
internal static class LoopbackPort
{
    private const int Attempts = 5;

    /// <summary>Starts a server on the port, or without one, on any that is free; returns the port.</summary>
    /// <remarks>A free port may be taken by somebody else before the server has it. Then another one is tried.</remarks>
    internal static async Task<int> UseAsync(int? port, Func<int, Task> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            var tried = port ?? Free();
            try
            {
                await start(tried);
                return tried;
            }
            catch (ProcessFailedException failed)
                when (port is null
                    && attempt < Attempts
                    && failed.LastLines.Any(line =>
                        line.Contains("address already in use", StringComparison.OrdinalIgnoreCase)
                    )
                ) { }
        }
    }

    /// <summary>Whether nobody listens on a port.</summary>
    internal static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
