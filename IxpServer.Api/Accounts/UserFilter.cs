using IxpServer.Api.Http;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>Which accounts are listed.</summary>
/// <param name="Text">Part of the name or address, in any case.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Active">Whether the person may sign in.</param>
internal sealed record UserFilter(string? Text, string? Role, bool? Active) : IQuery<UserFilter>
{
    private const int MaxText = 100;

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        QueryParameter.Text("q", "Part of the name or address, in any case", MaxText),
        QueryParameter.OneOf("role", "Only accounts of this role", Roles.User, Roles.Admin),
        QueryParameter.Flag("active", "Only those who may sign in, or may not"),
    ];

    public static UserFilter Read(QueryFields fields)
    {
        var (text, role, active) = (fields.Value("q"), fields.Value("role"), fields.Value("active"));
        var isActive = false;
        if (text?.Length > MaxText)
        {
            fields.Refuse($"q must have at most {MaxText} characters");
        }
        else if (text?.Contains('\0', StringComparison.Ordinal) is true)
        {
            fields.Refuse("q must not contain U+0000");
        }
        else if (role is not (null or Roles.User or Roles.Admin))
        {
            fields.Refuse("role must be user or admin");
        }
        else if (active is not null && !bool.TryParse(active, out isActive))
        {
            fields.Refuse("active must be true or false");
        }

        return new(text, role, active is null ? null : isActive);
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
