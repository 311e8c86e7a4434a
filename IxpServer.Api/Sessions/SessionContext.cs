using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;

namespace IxpServer.Api.Sessions;

/// <summary>A session's context as a caller sent it.</summary>
internal sealed class SessionContext
{
    /// <summary>The largest context in bytes of JSON.</summary>
    internal const int LargestBytes = 64 * 1024;

    private SessionContext(JsonElement json) => Json = json;

    /// <summary>An object.</summary>
    internal JsonElement Json { get; }

    /// <summary>The object as it was written.</summary>
    internal ReadOnlySpan<byte> Utf8 => JsonMarshal.GetRawUtf8Value(Json);

    /// <summary>Reads the member <c>context</c> of a request's body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isRequired">Whether it must be there.</param>
    /// <param name="context">The context; null when there is none.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal static IxpError? Read(JsonElement body, bool isRequired, out SessionContext? context)
    {
        context = null;
        var fields = new RequestFields(body);
        if (fields.Member("context") is { } json)
        {
            if (json.ValueKind is not JsonValueKind.Object)
            {
                fields.Fault("context", "invalid_type", "must be an object");
            }
            else if (JsonMarshal.GetRawUtf8Value(json).Length > LargestBytes)
            {
                return IxpError.InvalidRequest(
                    $"context must have at most {LargestBytes} bytes of JSON",
                    StatusCodes.Status413PayloadTooLarge
                );
            }
            else
            {
                context = new SessionContext(json);
            }
        }
        else if (isRequired)
        {
            fields.Fault("context", "invalid_type", "is missing: send an object, {} for nothing");
        }

        return fields.Error;
    }
}
