using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IxpServer.Api.Accounts;
using IxpServer.Api.Audit;
using IxpServer.Api.Caching;
using IxpServer.Api.Diagnostics;
using IxpServer.Api.Discovery;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Logs;
using IxpServer.Api.Registry.Admin;
using IxpServer.Api.Sdk;
using IxpServer.Api.Sessions;
using IxpServer.Api.Status;
using IxpServer.Data.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IxpServer.Api.Http;

/// <summary>The one place that says how the server's own types become JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CacheBody))]
[JsonSerializable(typeof(MenuBody))]
[JsonSerializable(typeof(InitBody))]
[JsonSerializable(typeof(SdkConfigBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(ServerHealthBody))]
[JsonSerializable(typeof(MetricsBody))]
[JsonSerializable(typeof(LogLevelsBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(PageBody<SessionBody>))]
[JsonSerializable(typeof(PageBody<DefinitionBody>))]
[JsonSerializable(typeof(PageBody<RevisionBody>))]
[JsonSerializable(typeof(ChangeBody))]
[JsonSerializable(typeof(DiffBody))]
[JsonSerializable(typeof(IReadOnlyList<RegistryChange>))]
[JsonSerializable(typeof(AuditDetails))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(RegisteredBody))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(PageBody<UserBody>))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(PageBody<KeyBody>))]
[JsonSerializable(typeof(PageBody<AuditBody>))]
[JsonSerializable(typeof(PageBody<IntentLogBody>))]
[JsonSerializable(typeof(IntentLogBody))]
[JsonSerializable(typeof(ConnectionsBody))]
[JsonSerializable(typeof(MemoryBody))]
[JsonSerializable(typeof(RenderTimesBody))]
[JsonSerializable(typeof(PageBody<RenderTimesBody>))]
[JsonSerializable(typeof(PageBody<StatementStatistics>))]
[JsonSerializable(typeof(PageBody<RunningStatement>))]
[JsonSerializable(typeof(IntentStatisticsBody))]
internal sealed partial class IxpJson : JsonSerializerContext
{
    /// <summary>An empty JSON array.</summary>
    internal static readonly System.Text.Json.JsonElement EmptyArray = System.Text.Json.JsonElement.Parse("[]");

    /// <summary>The context whose text is not escaped for HTML.</summary>
    internal static readonly IxpJson Wire = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    /// <summary>200 with a value of a type listed above.</summary>
    internal static JsonHttpResult<T> Ok<T>(T value, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, Wire, statusCode: status);
}
