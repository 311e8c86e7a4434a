using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace IxpServer.Api.Http;

/// <summary>The header <c>If-Match</c>: which versions a change may be based on (RFC 9110, section 13.1.1).</summary>
/// <param name="Versions">
/// The versions. A proxy that compresses answers makes tags weak; a version counts changes and is as exact then. Null for
/// <c>*</c>, or where there is none.
/// </param>
internal sealed record IfMatch(IReadOnlyList<long>? Versions) : IRequestPart, IEndpointParameterMetadataProvider
{
    public IxpError? Error { get; private init; }

    /// <summary>Whether a change of this version is allowed.</summary>
    internal bool Allows(long version) => Versions is null || Versions.Contains(version);

    public static ValueTask<IfMatch?> BindAsync(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch;
        IfMatch match =
            header.Count is 0 || header == "*" ? new(Versions: null)
            : EntityTags.Versions(header) is { } versions ? new(versions)
            : new(Versions: null)
            {
                Error = IxpError.InvalidRequest("If-Match must be an entity tag with its quotes, such as \"42\", or *"),
            };
        return new(match);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ErrorAnswers.Add(builder, StatusCodes.Status400BadRequest, StatusCodes.Status412PreconditionFailed);
        builder.Metadata.Add(
            new HeaderParameter(
                "If-Match",
                "The entity tag of what is changed, as it was last read: 412 if it was changed since"
            )
        );
    }

    /// <summary>The same where a change may not be based on just anything: <c>*</c> would match what another has just written.</summary>
    /// <param name="Versions">The versions.</param>
    internal sealed record Required(IReadOnlyList<long> Versions) : IRequestPart, IEndpointParameterMetadataProvider
    {
        public IxpError? Error { get; private init; }

        public static async ValueTask<Required?> BindAsync(HttpContext context)
        {
            var match = (await IfMatch.BindAsync(context))!;
            return new(match.Versions ?? [])
            {
                Error =
                    match.Error is not null ? match.Error
                    : match.Versions is null
                        ? IxpError.PreconditionRequired(
                            "Send If-Match with the ETag of what you change as you last read it, so that no other update is lost"
                        )
                    : null,
            };
        }

        public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
        {
            IfMatch.PopulateMetadata(parameter, builder);
            ErrorAnswers.Add(builder, StatusCodes.Status428PreconditionRequired);
        }
    }
}

/// <summary>A header that an endpoint reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="IsRequired">Whether a request without it is refused.</param>
internal sealed record HeaderParameter(string Name, string Description, bool IsRequired = false);
