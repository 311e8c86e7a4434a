using System.Text.Json;
using System.Text.Json.Serialization;
using IxpServer.Api.Http;
using IxpServer.Api.Operations.Diagnostics;
using IxpServer.Api.Operations.Health;
using IxpServer.Api.Operations.Logs;
using IxpServer.Data.Diagnostics;

namespace IxpServer.Api.Operations;

/// <summary>The types of the answers to those who run the server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CacheBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(ServerHealthBody))]
[JsonSerializable(typeof(MetricsBody))]
[JsonSerializable(typeof(LogLevelsBody))]
[JsonSerializable(typeof(ConnectionsBody))]
[JsonSerializable(typeof(MemoryBody))]
[JsonSerializable(typeof(RenderTimesBody))]
[JsonSerializable(typeof(PageBody<RenderTimesBody>))]
[JsonSerializable(typeof(PageBody<StatementStatistics>))]
[JsonSerializable(typeof(PageBody<RunningStatement>))]
internal sealed partial class OperationsJson : JsonSerializerContext;
