using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Accounts;

/// <summary>What makes an API key.</summary>
/// <param name="Name">What its owner calls it, up to 255 characters.</param>
/// <param name="Scopes">Of <c>read</c>, <c>write</c> and <c>admin</c>; <c>read</c> alone when left out.</param>
/// <param name="ExpiresAt">ISO 8601; never when left out.</param>
public sealed record CreateKeyBody(string Name, IReadOnlyList<string>? Scopes, DateTime? ExpiresAt)
    : IRequestBody<CreateKeyBody>
{
    static CreateKeyBody IRequestBody<CreateKeyBody>.Read(RequestFields fields) =>
        new(fields.Name(), fields.Scopes(), fields.Expiry());
}

/// <summary>An API key, as its owner sees it.</summary>
/// <param name="Id">UUID.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Prefix">Its first characters.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">ISO 8601, UTC.</param>
/// <param name="ExpiresAt">When it ends; left out for never.</param>
/// <param name="LastUsedAt">When it was last presented, to the minute.</param>
/// <param name="RevokedAt">When it was taken back.</param>
/// <param name="Key">The key itself: only in the answer that makes it.</param>
public sealed record KeyBody(
    Guid Id,
    Guid UserId,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    string CreatedAt,
    string? ExpiresAt,
    string? LastUsedAt,
    string? RevokedAt,
    string? Key = null
)
{
    /// <summary>What is shown of a key.</summary>
    internal static KeyBody Of(ApiKey key) =>
        new(
            key.Id,
            key.UserId,
            key.Name,
            key.Prefix,
            key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Time(key.CreatedAt)!,
            Time(key.ExpiresAt),
            Time(key.LastUsedAt),
            Time(key.RevokedAt)
        );

    private static string? Time(DateTime? time) =>
        time is { } known ? Timestamps.Format(new DateTimeOffset(known)) : null;
}
