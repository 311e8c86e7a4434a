using IxpServer.Api.Http;

namespace IxpServer.Api.Requests;

/// <summary>What most endpoints do around the one call of their service.</summary>
internal static class Answers
{
    /// <summary>Writes an outcome: the error, nothing (204), or the value as JSON.</summary>
    internal static Task WriteAsync<T>(HttpContext context, Outcome<T> outcome, int status = StatusCodes.Status200OK)
    {
        if (outcome.Error is { } error)
        {
            return ErrorResponse.WriteAsync(context, error);
        }

        if (outcome.Value is Done)
        {
            context.Response.StatusCode = status is StatusCodes.Status200OK ? StatusCodes.Status204NoContent : status;
            return Task.CompletedTask;
        }

        return TypedResults.Json(outcome.Value, statusCode: status).ExecuteAsync(context);
    }

    /// <summary>Reads the body's members, calls the service if nothing is wrong with them, and writes the outcome.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Makes a request of the members; faults are noted in them.</param>
    /// <param name="handle">Calls the service.</param>
    /// <param name="status">The status when it goes well.</param>
    internal static async Task ReadAndWriteAsync<TRequest, TBody>(
        HttpContext context,
        Func<RequestFields, TRequest> read,
        Func<TRequest, Task<Outcome<TBody>>> handle,
        int status = StatusCodes.Status200OK
    )
    {
        using var body = await JsonBody.ReadAsync(context.Request, context.RequestAborted);
        if (body.Error is { } unreadable)
        {
            await ErrorResponse.WriteAsync(context, unreadable);
            return;
        }

        var fields = new RequestFields(body.Root);
        var request = read(fields);
        await WriteAsync(context, fields.Error is { } wrong ? wrong : await handle(request), status);
    }
}
