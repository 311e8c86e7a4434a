using System.Net;
using System.Net.Sockets;

namespace IxpServer.Processes;

/// <summary>Ports on loopback.</summary>
public static class LoopbackPort
{
    private const int Attempts = 5;

    /// <summary>Starts a server on any port that is free; returns the port.</summary>
    /// <remarks>A free port may be taken by somebody else before the server has it. Then another one is tried.</remarks>
    internal static async Task<int> UseAsync(Func<int, Task> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            var tried = FindFree(1);
            try
            {
                await start(tried);
                return tried;
            }
            catch (ProcessFailedException failed)
                when (attempt < Attempts
                    && failed.LastLines.Any(line =>
                        line.Contains("address already in use", StringComparison.OrdinalIgnoreCase)
                    )
                ) { }
        }
    }

    /// <summary>
    /// The first of so many adjacent ports that nobody listens on. They are not the system's to give away for connections,
    /// so that nobody takes one in between.
    /// </summary>
    public static int FindFree(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(20_000, 30_000);
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }
    }

    private static bool IsFree(int port)
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
}
