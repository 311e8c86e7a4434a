using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace IxpServer.Api.Http;

/// <summary>How the server's own types become JSON: each feature adds the types of its answers.</summary>
internal static class WireJson
{
    /// <summary>Adds a feature's types.</summary>
    internal static IServiceCollection AddJson(this IServiceCollection services, IJsonTypeInfoResolver types) =>
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, types));

    /// <summary>Options for a context that writes JSON which is no answer by itself: a part of one, or a column.</summary>
    internal static JsonSerializerOptions NewOptions() =>
        Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Text is not escaped for HTML, and what is null is left out.</summary>
    internal static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

        // Numbers are numbers on the wire; without this the OpenAPI document would say that they may be strings.
        options.NumberHandling = JsonNumberHandling.Strict;
        return options;
    }
}
