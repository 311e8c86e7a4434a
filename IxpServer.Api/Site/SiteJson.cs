using System.Text.Json;
using System.Text.Json.Serialization;
using IxpServer.Api.Http;
using IxpServer.Api.Site.Discovery;
using IxpServer.Api.Site.Sdk;

namespace IxpServer.Api.Site;

/// <summary>The types of the answers that a chat starts with.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MenuBody))]
[JsonSerializable(typeof(InitBody))]
[JsonSerializable(typeof(SdkConfigBody))]
internal sealed partial class SiteJson : JsonSerializerContext
{
    /// <summary>For what is written by hand.</summary>
    internal static readonly SiteJson Wire = new(WireJson.NewOptions());
}
