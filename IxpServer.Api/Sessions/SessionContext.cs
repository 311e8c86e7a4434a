using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;

namespace IxpServer.Api.Sessions;

/// <summary>A session's context as a caller sent it.</summary>
internal sealed class SessionContext
{
    /// <summary>The largest context in bytes of JSON.</summary>
    internal const int MaxBytes = 64 * 1024;

    private SessionContext(JsonElement json) => Json = json;

    /// <summary>An object.</summary>
    internal JsonElement Json { get; }

    /// <summary>The object as it was written.</summary>
    internal ReadOnlySpan<byte> Utf8 => JsonMarshal.GetRawUtf8Value(Json);

    /// <summary>Reads the member <c>context</c> of a request's body; null when there is none.</summary>
    /// <param name="fields">The body's members; what is wrong is noted there.</param>
    internal static SessionContext? Read(RequestFields fields)
    {
        if (fields.Member("context") is not { } json)
        {
            return null;
        }

        if (json.ValueKind is not JsonValueKind.Object)
        {
            fields.Fault("context", "invalid_type", "must be an object");
        }
        else if (JsonMarshal.GetRawUtf8Value(json).Length > MaxBytes)
        {
            fields.Refuse(
                IxpError.InvalidRequest(
                    $"context must have at most {MaxBytes} bytes of JSON",
                    StatusCodes.Status413PayloadTooLarge
                )
            );
        }

        return new SessionContext(json);
    }
}

/// <summary>A request for a session.</summary>
/// <param name="Context">What it holds at first; null for nothing.</param>
internal sealed record CreateSession(SessionContext? Context) : IRequestBody<CreateSession>
{
    public static Type Shape => typeof(CreateSessionBody);

    public static CreateSession WhenAbsent { get; } = new(Context: null);

    public static CreateSession Read(RequestFields fields) => new(SessionContext.Read(fields));
}

/// <summary>A request to change a session.</summary>
/// <param name="Context">What it holds from now on.</param>
internal sealed record UpdateSession(SessionContext Context) : IRequestBody<UpdateSession>
{
    public static Type Shape => typeof(UpdateSessionBody);

    public static UpdateSession Read(RequestFields fields)
    {
        if (SessionContext.Read(fields) is { } context)
        {
            return new(context);
        }

        fields.Fault("context", "invalid_type", "is missing: send an object, {} for nothing");
        return new(Context: null!);
    }
}
