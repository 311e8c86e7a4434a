using System.Text.Json;
using IxpServer.Api.Http;

namespace IxpServer.Api.Rendering.Data;

/// <summary>What a provider's answer adds to a render.</summary>
/// <param name="Provider">The provider's name.</param>
public sealed record IntentData(string Provider)
{
    /// <summary>An object of props; null when there is none.</summary>
    public JsonElement? Props { get; init; }

    /// <summary>Where the data is from; null when there is none.</summary>
    public string? Source { get; init; }

    /// <summary>Why the data is missing, or older than promised; null when it is neither.</summary>
    public DataFailure? Failure { get; init; }

    /// <summary>Whether the data is missing, or older than promised because the provider fails.</summary>
    public bool IsDegraded => Failure is not null;

    /// <summary>The error to answer with when the provider was required.</summary>
    public IxpError? Error { get; init; }

    /// <summary>Writes <c>,"metadata":{…}</c> and, if need be, <c>,"degraded":[…]</c>.</summary>
    internal void WriteMembers(RenderBuffer buffer)
    {
        buffer.Write(",\"metadata\":"u8);
        var json = buffer.Json;
        json.WriteStartObject();
        json.WriteStartObject("dataProvider");
        json.WriteString("name", Provider);
        json.WriteString("source", Source ?? "none");
        if (Failure is { } failure)
        {
            json.WriteString("reason", failure.Code());
        }

        json.WriteEndObject();
        json.WriteEndObject();
        buffer.EndJson();
        if (IsDegraded)
        {
            buffer.Write(",\"degraded\":"u8);
            json.WriteStartArray();
            json.WriteStringValue(Provider);
            json.WriteEndArray();
            buffer.EndJson();
        }
    }
}
