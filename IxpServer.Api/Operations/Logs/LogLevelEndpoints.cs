using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;

namespace IxpServer.Api.Operations.Logs;

/// <summary>Administrators look at the levels of the log and change them while the server runs.</summary>
internal static class LogLevelEndpoints
{
    internal static WebApplicationBuilder AddLogLevels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LogLevelService>();
        return builder;
    }

    internal static void MapLogLevels(this IEndpointRouteBuilder routes)
    {
        var group = routes
            .MapDatabaseGroup("/api/logging/level", "Logging")
            .RequireAuthorization(SecurityServices.Admin);
        group
            .MapMethods("", EndpointDescriptions.GetAndHead, List)
            .WithName("listLogLevels")
            .WithSummary("The levels of the log of the replica that answers");
        group
            .MapPut("", SetAsync)
            .WithName("setLogLevel")
            .WithSummary("Sets a level of the log, of one category if wanted and for a while if wanted")
            .MayFail(409);
    }

    private static Outcome<LogLevelsBody> List(LogLevelService levels) => levels.List();

    private static Task<Outcome<LogLevelsBody>> SetAsync(
        Body<LogLevelChange> change,
        Caller caller,
        LogLevelService levels,
        CancellationToken cancel
    ) => levels.SetAsync(caller, change.Value, cancel);
}
