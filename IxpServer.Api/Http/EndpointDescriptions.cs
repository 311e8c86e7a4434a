namespace IxpServer.Api.Http;

/// <summary>What endpoints say of themselves, for routing and for the OpenAPI document.</summary>
internal static class EndpointDescriptions
{
    /// <summary>GET together with HEAD, which RFC 9110 asks of every resource.</summary>
    internal static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// For handlers that take nothing but the context: <c>MapMethods</c> would take them for a
    /// <see cref="RequestDelegate"/>, which cannot be described.
    /// </summary>
    internal static RouteHandlerBuilder MapGetAndHead(
        this IEndpointRouteBuilder routes,
        string pattern,
        Func<HttpContext, Task> handler
    )
    {
        // Nothing has to be generated for these few.
#pragma warning disable RDG002
        return routes.MapMethods(pattern, GetAndHead, (Delegate)handler);
#pragma warning restore RDG002
    }

    /// <summary>The endpoint's answer is of this shape, or 304 for a client that has it already.</summary>
    internal static RouteHandlerBuilder ProducesTagged<T>(
        this RouteHandlerBuilder endpoint,
        string contentType = "application/json"
    ) => endpoint.Produces<T>(contentType: contentType).WithMetadata(TaggedAnswer.Instance);

    /// <summary>For a handler that reads a JSON body of this shape by itself.</summary>
    internal static RouteHandlerBuilder ReadsJson<T>(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new AcceptedBody(typeof(T), IsOptional: false), ErrorAnswers.OfBody);

    /// <summary>For a handler that reads these query parameters by itself.</summary>
    internal static RouteHandlerBuilder ReadsQuery(
        this RouteHandlerBuilder endpoint,
        params QueryParameter[] parameters
    ) => endpoint.WithMetadata([.. parameters, new ErrorAnswers([StatusCodes.Status400BadRequest])]);

    /// <summary>
    /// The endpoint can answer with these errors, in the protocol's form or as problem details. Those of a part of the request,
    /// of access, limits and the database come by themselves.
    /// </summary>
    internal static RouteHandlerBuilder MayFail(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        endpoint.WithMetadata(new ErrorAnswers(statuses));
}

/// <summary>
/// The largest body an endpoint takes, before and after decompression. Not the framework's metadata for it: by that
/// Kestrel would stop reading a larger one, and reset the connection before its client has read the answer.
/// </summary>
/// <param name="MaxBytes">In bytes.</param>
internal sealed record BodyLimit(int MaxBytes)
{
    /// <summary>What holds for a request.</summary>
    internal static int Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.MaxBytes ?? ServerLimits.MaxBody;
}

/// <summary>
/// Describes the body without refusing other media types in routing: the handler does that, with a message.
/// </summary>
/// <param name="RequestType">The body's shape.</param>
/// <param name="IsOptional">Whether it may be left out.</param>
internal sealed record AcceptedBody(Type RequestType, bool IsOptional)
    : Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata
{
    public IReadOnlyList<string> ContentTypes { get; } = [];
}

/// <summary>The protocol's error body.</summary>
/// <param name="Error">What is wrong.</param>
public sealed record ErrorBody(ErrorObject Error);

/// <summary>What is wrong with a request, or with the server.</summary>
/// <param name="Code">A stable code such as <c>INVALID_REQUEST</c>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Timestamp">ISO 8601, UTC.</param>
/// <param name="Details">Facts for programs; members depend on the code.</param>
public sealed record ErrorObject(
    string Code,
    string Message,
    DateTimeOffset Timestamp,
    System.Text.Json.Nodes.JsonObject? Details = null
);

/// <summary>An error as problem details (RFC 9457), for who accepts <c>application/problem+json</c>.</summary>
/// <param name="Type">Always <c>about:blank</c>.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Instance">The path that was asked for.</param>
/// <param name="Code">A stable code such as <c>INVALID_REQUEST</c>.</param>
/// <param name="Timestamp">ISO 8601, UTC.</param>
/// <param name="Details">Facts for programs; members depend on the code.</param>
public sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Instance,
    string Code,
    DateTimeOffset Timestamp,
    System.Text.Json.Nodes.JsonObject? Details = null
);
