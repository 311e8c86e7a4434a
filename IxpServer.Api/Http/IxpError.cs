using System.Text.Json.Nodes;
using IxpServer.Api.Json;

namespace IxpServer.Api.Http;

/// <summary>
/// A fault as the protocol tells it to a client: a stable code, an HTTP status and a sentence for people. Services
/// return it, endpoints write it; nothing throws one.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The protocol's code, such as <c>INVALID_REQUEST</c>.</param>
/// <param name="Message">What is wrong and, where it is not plain, how to put it right.</param>
public sealed record IxpError(int Status, string Code, string Message)
{
    /// <summary>How much of a caller's text is repeated, in UTF-16 code units.</summary>
    private const int MaxQuote = 100;

    /// <summary>Facts for programs; the members depend on the code.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>Response headers that belong to the fault, such as <c>Retry-After</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The request cannot be understood: 400, or a more exact 4xx.</summary>
    public static IxpError InvalidRequest(string message, int status = StatusCodes.Status400BadRequest) =>
        new(status, "INVALID_REQUEST", message);

    /// <summary>404: no version of the intent satisfies the request.</summary>
    public static IxpError IntentNotSupported(string name, string? range = null) =>
        new(
            StatusCodes.Status404NotFound,
            "INTENT_NOT_SUPPORTED",
            range is null
                ? $"Intent '{Clip(name)}' not found"
                : $"Intent '{Clip(name)}' has no version that satisfies '{Clip(range)}'"
        );

    /// <summary>404: the registry has no such component.</summary>
    public static IxpError ComponentNotFound(string name) =>
        new(StatusCodes.Status404NotFound, "COMPONENT_NOT_FOUND", $"Component '{Clip(name)}' not found");

    /// <summary>403: the component may not be mounted by pages of this origin.</summary>
    public static IxpError OriginNotAllowed(string origin, string componentName) =>
        new(
            StatusCodes.Status403Forbidden,
            "ORIGIN_NOT_ALLOWED",
            $"Origin '{Clip(origin)}' not allowed for component '{componentName}'"
        )
        {
            Details = new JsonObject { ["origin"] = Clip(origin), ["componentName"] = componentName },
        };

    /// <summary>429: more requests than the source or client is granted.</summary>
    public static IxpError RateLimitExceeded(int limit, TimeSpan window, TimeSpan retryAfter) =>
        new(
            StatusCodes.Status429TooManyRequests,
            "RATE_LIMIT_EXCEEDED",
            $"Rate limit exceeded: {limit} requests per {window.TotalMilliseconds:0} ms"
        )
        {
            Details = new JsonObject { ["limit"] = limit, ["windowMs"] = window.TotalMilliseconds },
            Headers = [new("Retry-After", $"{Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)):0}")],
        };

    /// <summary>429: something was tried too often.</summary>
    /// <param name="what">What was.</param>
    /// <param name="wait">Until when nothing more of it is taken.</param>
    public static IxpError TooManyAttempts(string what, TimeSpan wait)
    {
        var seconds = $"{Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0}";
        return new(StatusCodes.Status429TooManyRequests, "RATE_LIMIT_EXCEEDED", $"{what}: try again in {seconds} s")
        {
            Headers = [new("Retry-After", seconds)],
        };
    }

    /// <summary>401: the caller must say who it is.</summary>
    public static IxpError Unauthorized(string message, string challenge) =>
        new(StatusCodes.Status401Unauthorized, "UNAUTHORIZED", message)
        {
            Headers = [new("WWW-Authenticate", challenge)],
        };

    /// <summary>401: the caller was signed in a moment ago, and its account has been deleted since.</summary>
    public static IxpError AccountGone { get; } =
        Unauthorized("The account of this access token is gone", "Bearer error=\"invalid_token\"");

    /// <summary>403: signed in, but not allowed.</summary>
    public static IxpError Forbidden(string message) => new(StatusCodes.Status403Forbidden, "FORBIDDEN", message);

    /// <summary>404: there is no such thing, or it is not the caller's to know of.</summary>
    public static IxpError NotFound(string message) => new(StatusCodes.Status404NotFound, "NOT_FOUND", message);

    /// <summary>409: it does not go together with what is there already.</summary>
    public static IxpError Conflict(string message) => new(StatusCodes.Status409Conflict, "CONFLICT", message);

    /// <summary>412: somebody else changed it since the caller read it.</summary>
    public static IxpError PreconditionFailed(string message) =>
        new(StatusCodes.Status412PreconditionFailed, "PRECONDITION_FAILED", message);

    /// <summary>416: the body has nothing of the part that is asked for.</summary>
    /// <param name="length">How long it is, in bytes.</param>
    public static IxpError RangeNotSatisfiable(int length) =>
        InvalidRequest(
            $"Range asks for nothing that is there: the body has {length} bytes",
            StatusCodes.Status416RangeNotSatisfiable
        );

    /// <summary>428: a change must say which state it is based on.</summary>
    public static IxpError PreconditionRequired(string message) =>
        new(StatusCodes.Status428PreconditionRequired, "PRECONDITION_REQUIRED", message);

    /// <summary>503: large bodies take all the memory that they may.</summary>
    public static IxpError TooManyLargeBodies() =>
        new(
            StatusCodes.Status503ServiceUnavailable,
            "UNAVAILABLE",
            "Too many large bodies are being handled right now; send it again a little later"
        )
        {
            Headers = [new("Retry-After", "2")],
        };

    /// <summary>408: the body came more slowly than the least rate, or took too long in all.</summary>
    /// <param name="grace">How long it may.</param>
    public static IxpError RequestTimeout(TimeSpan grace) =>
        new(StatusCodes.Status408RequestTimeout, "TIMEOUT_ERROR", "The request took too long to arrive")
        {
            Details = new JsonObject { ["operation"] = "receive request", ["timeoutMs"] = grace.TotalMilliseconds },
        };

    /// <summary>413: the body is larger than the endpoint takes.</summary>
    /// <param name="maxBytes">How many bytes it takes, before and after decompression.</param>
    public static IxpError BodyTooLarge(long maxBytes) =>
        InvalidRequest(
            $"The request body is too large: at most {maxBytes} bytes are taken here, before and after decompression",
            StatusCodes.Status413PayloadTooLarge
        );

    /// <summary>500: a fault of the server's, which the log has and nobody else is told.</summary>
    public static IxpError Internal { get; } =
        new(StatusCodes.Status500InternalServerError, "INTERNAL_ERROR", "Internal server error");

    /// <summary>The error for a status that the framework set by itself, without a body.</summary>
    public static IxpError ForStatus(int status, string method, string path) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => new(
                status,
                "UNAUTHORIZED",
                "Sign in first: the request needs a valid access token"
            ),
            StatusCodes.Status403Forbidden => Forbidden("This account may not do that"),
            StatusCodes.Status404NotFound => new(status, "NOT_FOUND", $"Nothing is served at '{Clip(path)}'"),
            StatusCodes.Status405MethodNotAllowed => new(
                status,
                "METHOD_NOT_ALLOWED",
                $"{Clip(method)} is not allowed on '{Clip(path)}'"
            ),
            StatusCodes.Status415UnsupportedMediaType => InvalidRequest(
                "The request body must be application/json in UTF-8",
                status
            ),
            StatusCodes.Status503ServiceUnavailable => new(status, "UNAVAILABLE", "The server cannot answer right now"),
            >= 500 => Internal with { Status = status },
            _ => InvalidRequest("The request cannot be understood", status),
        };

    /// <summary>Text of the caller's, short enough to be repeated to it.</summary>
    public static string Clip(string text) => text.Length <= MaxQuote ? text : string.Concat(text.Clip(MaxQuote), "…");
}
