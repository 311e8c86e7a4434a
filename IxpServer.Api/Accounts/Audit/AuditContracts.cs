using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Accounts.Audit;

/// <summary>One line of the audit log.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When, ISO 8601, UTC.</param>
/// <param name="Action">What was done, such as <c>user.deactivate</c>.</param>
/// <param name="Actor">Who, as that account was called then; <c>server</c> for the server itself.</param>
/// <param name="ActorId">Who; the account may be gone.</param>
/// <param name="TargetType">The kind of thing it was done to, such as <c>user</c>.</param>
/// <param name="TargetId">The thing it was done to.</param>
/// <param name="Details">What else explains it.</param>
/// <param name="IpAddress">Where the request came from.</param>
/// <param name="TraceId">The request's trace.</param>
public sealed record AuditBody(
    Guid Id,
    string CreatedAt,
    string Action,
    string Actor,
    Guid? ActorId,
    string? TargetType,
    string? TargetId,
    JsonElement? Details,
    string? IpAddress,
    string? TraceId
)
{
    internal static AuditBody Of(AuditEntry entry) =>
        new(
            entry.Id,
            Timestamps.Format(new DateTimeOffset(entry.CreatedAt)),
            entry.Action,
            entry.Actor,
            entry.ActorId,
            entry.TargetType,
            entry.TargetId,
            entry.Details is null ? null : JsonElement.Parse(entry.Details),
            entry.IpAddress,
            entry.TraceId
        );
}
