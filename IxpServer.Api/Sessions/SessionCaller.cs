using System.Reflection;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using Microsoft.AspNetCore.Http.Metadata;

namespace IxpServer.Api.Sessions;

/// <summary>Who wants to use sessions.</summary>
/// <param name="Caller">The account, if any.</param>
/// <param name="Token">The token of a session without an account; null when none was sent.</param>
public sealed record SessionCaller(Caller Caller, string? Token) : IEndpointParameterMetadataProvider
{
    /// <summary>Who sends this request.</summary>
    internal static SessionCaller Of(HttpContext context) =>
        new(
            Caller.Of(context),
            context.Request.Headers[SessionTokens.Header] is { Count: 1 } token ? token.ToString() : null
        );

    /// <summary>The same as a parameter of a handler.</summary>
    public static ValueTask<SessionCaller?> BindAsync(HttpContext context) => new(Of(context));

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new HeaderParameter(SessionTokens.Header, "The token of a session that was made without an account")
        );

    /// <summary>The answer for a session that is not there, and for one that is not the caller's.</summary>
    internal static IxpError NotFound(Guid id) => IxpError.NotFound($"Session '{id}' not found");

    /// <summary>
    /// Whether the caller may use the session: its owner, administrators, and for a session without an account
    /// whoever has its token.
    /// </summary>
    /// <param name="id">The session.</param>
    /// <param name="owner">Whose it is; null for nobody's.</param>
    /// <param name="tokens">Knows the right token.</param>
    internal bool MayUse(Guid id, Guid? owner, SessionTokens tokens) =>
        Caller.MaySee(owner) || (owner is null && tokens.Matches(id, Token));
}
