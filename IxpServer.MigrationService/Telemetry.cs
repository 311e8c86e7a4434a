using System.Diagnostics;

namespace IxpServer.MigrationService;

/// <summary>The worker's own activity source.</summary>
internal static class Telemetry
{
    internal const string SourceName = "IxpServer.MigrationService";

    internal static readonly ActivitySource Activities = new(SourceName);
}
