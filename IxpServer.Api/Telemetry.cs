using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IxpServer.Api;

/// <summary>The server's own activity source and meter, both named for the assembly.</summary>
public static class Telemetry
{
    /// <summary>What collectors subscribe to.</summary>
    public const string SourceName = "IxpServer.Api";

    /// <summary>Spans of the server's own work.</summary>
    public static readonly ActivitySource Activities = new(SourceName);

    /// <summary>Instruments of the server's own work.</summary>
    public static readonly Meter Meter = new(SourceName);
}
