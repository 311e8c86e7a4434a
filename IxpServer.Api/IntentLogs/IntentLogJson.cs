using System.Text.Json;
using System.Text.Json.Serialization;
using IxpServer.Api.Http;

namespace IxpServer.Api.IntentLogs;

/// <summary>The types of the intent logs' answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PageBody<IntentLogBody>))]
[JsonSerializable(typeof(IntentLogBody))]
[JsonSerializable(typeof(IntentStatisticsBody))]
internal sealed partial class IntentLogJson : JsonSerializerContext
{
    /// <summary>For what is written by hand.</summary>
    internal static readonly IntentLogJson Wire = new(WireJson.NewOptions());
}
