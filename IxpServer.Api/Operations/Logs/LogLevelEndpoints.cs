using System.Text.Json;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;
using IxpServer.ServiceDefaults.Logging;

namespace IxpServer.Api.Operations.Logs;

/// <summary>Administrators look at the levels of the log and change them while the server runs.</summary>
internal static class LogLevelEndpoints
{
    private const int LongestCategory = 200;
    private const int LongestExpiry = 7 * 24 * 3_600;

    internal static WebApplicationBuilder AddLogLevels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LogLevelChannel>();
        builder.Services.AddSingleton<LogLevelService>();
        builder.Services.AddHostedService<LogLevelFollower>();
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
            .WithSummary("The levels of the log of the replica that answers")
            .Produces<LogLevelsBody>()
            .ProducesIxpErrors(401, 403, 503);
        group
            .MapPut("", SetAsync)
            .WithName("setLogLevel")
            .WithSummary("Sets a level of the log, of one category if wanted and for a while if wanted")
            .AcceptsJson<LogLevelRequestBody>()
            .Produces<LogLevelsBody>()
            .ProducesIxpErrors(400, 401, 403, 409, 413, 415, 503);
    }

    private static Task List(HttpContext context, LogLevelService levels)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Answers.WriteAsync<LogLevelsBody>(context, levels.List());
    }

    private static Task SetAsync(HttpContext context, LogLevelService levels, TimeProvider time)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Answers.ReadAndWriteAsync(
            context,
            fields => Read(fields, time),
            change => levels.SetAsync(Caller.Of(context), change, context.RequestAborted)
        );
    }

    private static LogLevelChange Read(RequestFields fields, TimeProvider time)
    {
        var name = fields.OptionalText("level", LongestCategory);
        if (name is not null && LogLevels.Find(name) is null)
        {
            fields.Fault("level", "invalid_enum_value", $"must be {LogLevels.Allowed}");
        }

        var category = fields.OptionalText("category", LongestCategory) ?? LogLevelSwitch.Default;
        if (!category.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_'))
        {
            fields.Fault("category", "invalid_string", "must be a name of letters, digits, dots and underscores");
        }

        var seconds = fields.Member("expiresInSeconds");
        if (seconds is not null && Seconds(seconds.Value) is null)
        {
            fields.Fault("expiresInSeconds", "invalid_type", $"must be a whole number from 1 to {LongestExpiry}");
        }

        return new(
            category,
            LogLevels.Find(name),
            seconds is { } given && Seconds(given) is { } wait ? time.GetUtcNow().AddSeconds(wait) : null,
            time.GetUtcNow()
        );
    }

    private static int? Seconds(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number
        && value.TryGetInt32(out var seconds)
        && seconds is > 0 and <= LongestExpiry
            ? seconds
            : null;
}
