using IxpServer.Api.Http;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>Which accounts are listed.</summary>
/// <param name="Text">Part of the name or address, in any case.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Active">Whether the person may sign in.</param>
internal sealed record UserFilter(string? Text, string? Role, bool? Active)
{
    private const int LongestText = 100;

    /// <summary>Reads <c>q</c>, <c>role</c> and <c>active</c>.</summary>
    internal static Outcome<UserFilter> Read(IQueryCollection query)
    {
        var (text, role, active) = (Value("q"), Value("role"), Value("active"));
        var isActive = false;
        return text?.Length > LongestText ? IxpError.InvalidRequest($"q must have at most {LongestText} characters")
            : text?.Contains('\0', StringComparison.Ordinal) is true
                ? IxpError.InvalidRequest("q must not contain U+0000")
            : role is not (null or Roles.User or Roles.Admin) ? IxpError.InvalidRequest("role must be user or admin")
            : active is not null && !bool.TryParse(active, out isActive)
                ? IxpError.InvalidRequest("active must be true or false")
            : new UserFilter(text, role, active is null ? null : isActive);

        string? Value(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
    }

    internal IQueryable<User> Apply(IQueryable<User> users)
    {
        if (Role is not null)
        {
            users = users.Where(user => user.Role == Role);
        }

        if (Active is { } active)
        {
            users = users.Where(user => user.Active == active);
        }

        if (Text is not null)
        {
            var pattern = $"%{Escape(Text.ToLowerInvariant())}%";
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database, which knows one lower().
            users = users.Where(user =>
                EF.Functions.Like(user.Name.ToLower(), pattern, "\\")
                || EF.Functions.Like(user.Email.ToLower(), pattern, "\\")
            );
#pragma warning restore CA1304, CA1311, CA1862
        }

        return users;
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
