using System.Security.Claims;
using IxpServer.Data.Entities;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IxpServer.Api.Security;

/// <summary>Who asks, as the services need to know it.</summary>
/// <param name="UserId">The account; null when nobody is signed in.</param>
/// <param name="Name">For people to read, such as in the audit log.</param>
/// <param name="IsAdmin">Whether everything is allowed.</param>
/// <param name="Family">The sign-in that the access token descends from; null without one.</param>
/// <param name="IpAddress">Where the request came from.</param>
/// <param name="TraceId">The request's trace.</param>
public sealed record Caller(
    Guid? UserId,
    string Name,
    bool IsAdmin,
    Guid? Family = null,
    string? IpAddress = null,
    string? TraceId = null
)
{
    /// <summary>The server itself.</summary>
    public static Caller Server { get; } = new(null, "server", IsAdmin: true);

    /// <summary>Who sends this request.</summary>
    public static Caller Of(HttpContext context)
    {
        var user = context.User;
        var signedIn = user.Identity is { IsAuthenticated: true };
        return new Caller(
            signedIn && Guid.TryParse(user.FindFirstValue(JwtRegisteredClaimNames.Sub), out var id) ? id : null,
            signedIn ? user.Identity!.Name ?? "" : "anonymous",
            signedIn && user.IsInRole(Roles.Admin),
            Guid.TryParse(user.FindFirstValue(AccessTokens.FamilyClaim), out var family) ? family : null,
            context.Connection.RemoteIpAddress?.ToString(),
            context.TraceIdentifier
        );
    }

    /// <summary>The same as a parameter of a handler.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => new(Of(context));

    /// <summary>Whether a thing of this account's may be seen: its owner and administrators see it.</summary>
    public bool MaySee(Guid? owner) => IsAdmin || (UserId is not null && owner == UserId);

    /// <summary>A row for the audit log: save it with the change that it tells of.</summary>
    /// <param name="action">What was done, such as <c>user.deactivate</c>.</param>
    /// <param name="targetType">The kind of thing it was done to, such as <c>user</c>.</param>
    /// <param name="targetId">The thing.</param>
    /// <param name="details">A JSON object that explains it; never a secret.</param>
    public AuditEntry Audit(string action, string targetType, string? targetId, string? details = null) =>
        new()
        {
            ActorId = UserId,
            Actor = Name,
            Action = action,
            TargetType = targetType,
            TargetId = targetId,
            Details = details,
            IpAddress = IpAddress,
            TraceId = TraceId,
        };
}
