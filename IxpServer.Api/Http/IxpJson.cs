using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IxpServer.Api.Caching;
using IxpServer.Api.Discovery;
using IxpServer.Api.Sdk;
using IxpServer.Api.Status;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IxpServer.Api.Http;

/// <summary>The one place that says how the server's own types become JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CacheBody))]
[JsonSerializable(typeof(MenuBody))]
[JsonSerializable(typeof(InitBody))]
[JsonSerializable(typeof(SdkConfigBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(MetricsBody))]
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
