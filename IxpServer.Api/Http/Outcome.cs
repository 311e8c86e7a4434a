using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace IxpServer.Api.Http;

/// <summary>
/// What a service made of a request: a value, or why there is none. As the result of a handler it is the answer: the error,
/// 204 for <see cref="Done"/>, 202 for <see cref="Queued"/>, or the value as JSON, which it also tells the OpenAPI document.
/// </summary>
/// <param name="Value">Only an outcome without an error has one.</param>
/// <param name="Error">What is wrong; null when nothing is.</param>
public sealed record Outcome<T>(T? Value, IxpError? Error) : IResult, IEndpointMetadataProvider
{
    private static readonly int Status =
        typeof(T) == typeof(Done) ? StatusCodes.Status204NoContent
        : typeof(T) == typeof(Queued) ? StatusCodes.Status202Accepted
        : StatusCodes.Status200OK;

    /// <summary>It went well.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>It did not.</summary>
    public static implicit operator Outcome<T>(IxpError error) => new(default, error);

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        Describe(builder, Status, Status is StatusCodes.Status200OK ? typeof(T) : typeof(void));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, Status);

    /// <summary>The same with 201.</summary>
    /// <param name="path">
    /// Where it is that was made, from the server's root, or null for what was there already, which is a plain 200. Without it
    /// what is made has no address.
    /// </param>
    internal CreatedOutcome<T> Created(Func<T, string?>? path = null) => new(this, path);

    internal static void Describe(EndpointBuilder builder, int status, Type type)
    {
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(status, type, type == typeof(void) ? [] : ["application/json"])
        );
        if (typeof(ITagged).IsAssignableFrom(type))
        {
            builder.Metadata.Add(TaggedAnswer.Instance);
        }
    }

    internal Task WriteAsync(HttpContext context, int status)
    {
        if (Error is { } error)
        {
            return ErrorResponse.WriteAsync(context, error);
        }

        var response = context.Response;
        if (Value is ITagged { EntityTag: { } tag })
        {
            response.Headers.ETag = tag;
            if (EntityTags.IsKnown(context.Request, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }

        if (Value is Done or Queued)
        {
            response.StatusCode = status;
            return Task.CompletedTask;
        }

        return TypedResults.Json(Value, statusCode: status).ExecuteAsync(context);
    }
}

/// <summary>The value of an outcome that has nothing to tell.</summary>
public readonly record struct Done;

/// <summary>The value of an outcome that will be worked on later.</summary>
public readonly record struct Queued;

/// <summary>A value that has a version.</summary>
internal interface ITagged
{
    /// <summary>The entity tag in its quotes; null where there is none.</summary>
    string? EntityTag { get; }
}
