using Microsoft.AspNetCore.Connections;

namespace IxpServer.Api.Http;

/// <summary>Tells the end of a connection from other faults.</summary>
internal static class ConnectionFaults
{
    /// <summary>
    /// Whether the client went away, or the server's end cut it off. A reset has the socket's own exception inside, and may
    /// itself stand inside a cancellation.
    /// </summary>
    internal static bool IsEnd(Exception? fault) =>
        fault is not null
        && (fault is ConnectionAbortedException or ConnectionResetException || IsEnd(fault.InnerException));
}
