using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace IxpServer.Api.Http;

/// <summary>An outcome that answers 201, with the address of what was made if it has one.</summary>
/// <param name="Outcome">What was made, or why nothing was.</param>
/// <param name="Path">
/// Where it is, from the server's root; null for what was there already. Without it what is made has no address.
/// </param>
internal sealed record CreatedOutcome<T>(Outcome<T> Outcome, Func<T, string?>? Path)
    : IResult,
        IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        Outcome<T>.Describe(builder, StatusCodes.Status201Created, typeof(T));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Path is null || Outcome is not { Error: null, Value: { } made })
        {
            return Outcome.WriteAsync(httpContext, StatusCodes.Status201Created);
        }

        if (Path(made) is not { } path)
        {
            return Outcome.WriteAsync(httpContext, StatusCodes.Status200OK);
        }

        httpContext.Response.Headers.Location = httpContext.Request.PathBase + path;
        return Outcome.WriteAsync(httpContext, StatusCodes.Status201Created);
    }
}
