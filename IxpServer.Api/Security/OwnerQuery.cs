using IxpServer.Api.Http;

namespace IxpServer.Api.Security;

/// <summary>Whose things are listed.</summary>
/// <param name="UserId">The account; null for what the caller may see.</param>
internal sealed record OwnerQuery(Guid? UserId) : IQuery<OwnerQuery>
{
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [QueryParameter.Id("userId", "Only of this account; another's is for administrators")];

    public static OwnerQuery Read(QueryFields fields)
    {
        var text = fields.Value("userId");
        if (text is not null && !Guid.TryParse(text, out _))
        {
            fields.Refuse("userId must be a UUID");
        }

        return new(Guid.TryParse(text, out var id) ? id : null);
    }
}
