using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
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
            .WithQuery("action", "actor", "actorId", "targetType", "targetId", "from", "to", "limit", "cursor", "page")
            .Produces<PageBody<AuditBody>>()
            .ProducesIxpErrors(400, 401, 403, 503)
            .RequireAuthorization(SecurityServices.Admin);

    private static async Task ListAsync(HttpContext context, AuditService audit)
    {
        var (page, wrongPage) = PageQuery.Read(context.Request.Query);
        var filter = AuditFilter.Read(context.Request.Query);
        await Answers.WriteAsync(
            context,
            (filter.Error ?? wrongPage) is { } wrong
                ? wrong
                : await audit.ListAsync(filter.Value!, page!, context.RequestAborted)
        );
    }
}
