using System.Text.Json;
using System.Text.Json.Nodes;
using IxpServer.Api.Http;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Sessions;

/// <summary>What makes a session.</summary>
/// <param name="Context">What it holds, an object of at most 64 KB.</param>
public sealed record CreateSessionBody(JsonObject? Context = null);

/// <summary>What changes a session.</summary>
/// <param name="Context">What it holds from now on, an object of at most 64 KB.</param>
public sealed record UpdateSessionBody(JsonObject Context);

/// <summary>A session.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="UserId">Whose it is; left out when nobody was signed in.</param>
/// <param name="Version">Counts the updates; the entity tag is made of it.</param>
/// <param name="CreatedAt">ISO 8601, UTC.</param>
/// <param name="UpdatedAt">ISO 8601, UTC.</param>
/// <param name="Context">What the session holds; left out in lists and when there is nothing.</param>
/// <param name="Token">Only when it was just made without an account: send it as <c>X-Session-Token</c>.</param>
public sealed record SessionBody(
    Guid Id,
    Guid? UserId,
    long Version,
    string CreatedAt,
    string UpdatedAt,
    JsonObject? Context = null,
    string? Token = null
) : ITagged
{
    /// <summary>It stands for the state, whatever bytes carry it.</summary>
    string? ITagged.EntityTag => EntityTags.Of(Version);

    internal static SessionBody Of(Session session, JsonElement? context, string? token = null) =>
        new(
            session.Id,
            session.UserId,
            session.Version,
            Timestamps.Format(new DateTimeOffset(session.CreatedAt)),
            Timestamps.Format(new DateTimeOffset(session.UpdatedAt)),
            context is { } json ? JsonObject.Create(json) : null,
            token
        );
}
