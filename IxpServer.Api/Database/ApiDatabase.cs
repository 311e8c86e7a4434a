using System.Data.Common;
using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using IxpServer.Data;
using IxpServer.Data.Connections;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace IxpServer.Api.Database;

/// <summary>The database's part in the server.</summary>
internal static class ApiDatabase
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Adds it. Wrong settings are told with all other faults, before anything uses the database.</summary>
    internal static WebApplicationBuilder AddDatabase(this WebApplicationBuilder builder)
    {
        builder.AddStartFaults(ConfigurationException.FaultsOf(() => builder.AddIxpDatabase()));
        builder.Services.AddSingleton<DatabaseStart>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DatabaseStart>());
        builder.Services.AddHostedService<Retention>();
        return builder;
    }

    /// <summary>
    /// A group of routes that need the database: they wait until it may be used, are never cached, and answer 503
    /// while it is away.
    /// </summary>
    internal static RouteGroupBuilder MapDatabaseGroup(this IEndpointRouteBuilder routes, string prefix, string tag) =>
        routes.MapApiGroup(prefix, tag).WithMetadata(NeedsDatabase.Instance);

    /// <summary>Holds requests that need the database until it may be used.</summary>
    internal static IApplicationBuilder UseDatabaseStart(this WebApplication app)
    {
        var start = app.Services.GetRequiredService<DatabaseStart>();
        var limit = app.Services.GetRequiredService<DatabaseOptions>().RequestTimeout;
        var bodyTime = app.Services.GetRequiredService<ServerLimits>().BodyTimeout;
        return app.Use(
            (context, next) =>
                context.GetEndpoint()?.Metadata.GetMetadata<NeedsDatabase>() is null
                    ? next(context)
                    : InTimeAsync(context, next, start, limit, bodyTime)
        );
    }

    /// <summary>The error for a fault of the database; null when the fault is another's.</summary>
    internal static IxpError? ToError(Exception fault) =>
        fault
            is RetryLimitExceededException
                or DbUpdateException { InnerException: DbException }
                or DbException
                or DatabaseAwayException
            ? IxpError.ForStatus(StatusCodes.Status503ServiceUnavailable, "", "") with
            {
                Headers = [new("Retry-After", $"{RetryAfter.TotalSeconds:0}")],
            }
            : null;

    private static async Task InTimeAsync(
        HttpContext context,
        RequestDelegate next,
        DatabaseStart start,
        TimeSpan limit,
        TimeSpan bodyTime
    )
    {
        using var deadline = new DatabaseDeadline(context, limit, bodyTime);
        try
        {
            await AfterStartAsync(context, next, start);
        }
        catch (Exception fault) when (deadline.IsOver)
        {
            throw new DatabaseAwayException($"The database has not answered within {limit.TotalSeconds} s", fault);
        }
    }

    private static async Task AfterStartAsync(HttpContext context, RequestDelegate next, DatabaseStart start)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!start.Ready.IsCompletedSuccessfully)
        {
            try
            {
                await start.Ready.WaitAsync(context.RequestAborted);
            }
            catch (Exception) when (start.Ready.IsFaulted || start.Ready.IsCanceled)
            {
                // Its own message is in the log.
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }
        }

        await next(context);
    }
}
