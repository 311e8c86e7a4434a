using Xunit;

namespace IxpServer.Tests.Telemetry;

/// <summary>The tests of what one server's scrapes tell, one after another.</summary>
[CollectionDefinition]
public sealed class SharedMetrics : ICollectionFixture<MetricsServer>;
