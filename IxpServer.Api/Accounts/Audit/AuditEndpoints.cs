using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Security;

namespace IxpServer.Api.Accounts.Audit;

/// <summary>Who did what to what, for administrators.</summary>
internal static class AuditEndpoints
{
    internal static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes
            .MapDatabaseGroup("/api/audit", "Audit log")
            .MapMethods("", EndpointDescriptions.GetAndHead, ListAsync)
            .WithName("listAuditLog")
            .WithSummary("Changes and who made them, newest first")
            .RequireAuthorization(SecurityServices.Admin);

    private static Task<Outcome<PageBody<AuditBody>>> ListAsync(
        Query<AuditFilter> filter,
        Query<PageQuery> page,
        AuditService audit,
        CancellationToken cancel
    ) => audit.ListAsync(filter.Value, page.Value, cancel);
}
