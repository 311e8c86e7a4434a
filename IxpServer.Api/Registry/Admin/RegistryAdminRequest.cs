using IxpServer.Api.Http;
using IxpServer.Api.Security;
using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Registry.Admin;

/// <summary>What the administration's endpoints have in common.</summary>
internal static class RegistryAdminRequest
{
    /// <summary>Reads who asks, and the revision that <c>If-Match</c> names.</summary>
    internal static (ChangeRequest? Request, IxpError? Error) Read(HttpContext context, string action)
    {
        var request = new ChangeRequest(Caller.Of(context), action);
        var header = context.Request.Headers.IfMatch;
        if (header.Count is 0 || header.ToString() is "*")
        {
            return (request, null);
        }

        return
            EntityTagHeaderValue.TryParse(header.ToString(), out var tag)
            && !tag.IsWeak
            && long.TryParse(tag.Tag.AsSpan().Trim('"'), out var revision)
            ? (request with { Expected = revision }, null)
            : (null, IxpError.InvalidRequest("If-Match must be a revision in quotes, such as \"42\", or *"));
    }

    /// <summary>Sends the error, or the value with the registry's revision as its entity tag.</summary>
    internal static Task SendAsync<T>(
        HttpContext context,
        T? value,
        IxpError? error,
        long? revision = null,
        int status = StatusCodes.Status200OK
    )
        where T : class
    {
        if (error is not null)
        {
            return ErrorResponse.WriteAsync(context, error);
        }

        if (revision is not null)
        {
            context.Response.Headers.ETag = $"\"{revision}\"";
        }

        return TypedResults.Json(value!, statusCode: status).ExecuteAsync(context);
    }

    /// <summary>Sends what came of a change.</summary>
    internal static Task SendAsync(
        HttpContext context,
        RegistryWriter.Outcome outcome,
        int status = StatusCodes.Status200OK
    ) => SendAsync(context, outcome.Body, outcome.Error, outcome.Body?.Revision, status);
}
