using System.Text.Json;
using System.Text.Json.Serialization;
using IxpServer.Api.Http;

namespace IxpServer.Api.Sessions;

/// <summary>The types of the sessions' answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(PageBody<SessionBody>))]
internal sealed partial class SessionJson : JsonSerializerContext;
