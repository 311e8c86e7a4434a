using System.Reflection;
using IxpServer.Api.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace IxpServer.Api.Requests;

/// <summary>What a handler wants of a request's JSON body.</summary>
internal interface IRequestBody<out T>
{
    /// <summary>Its shape in the OpenAPI document.</summary>
    static virtual Type Shape => typeof(T);

    /// <summary>How many object members the body may have in all; null for what befits its size.</summary>
    static virtual int? MaxMembers => null;

    /// <summary>What a request without a body says; null where there must be one.</summary>
    static virtual T? WhenAbsent => default;

    /// <summary>Reads it; what is wrong is noted in the fields.</summary>
    static abstract T Read(RequestFields fields);
}

/// <summary>A JSON body, read. Its memory is free again when the request is over.</summary>
/// <param name="Value">What it says; not to be used where there is an error.</param>
/// <param name="Error">What is wrong.</param>
internal sealed record Body<T>(T Value, IxpError? Error) : IRequestPart, IEndpointParameterMetadataProvider
    where T : IRequestBody<T>
{
    public static async ValueTask<Body<T>?> BindAsync(HttpContext context)
    {
        if (
            T.WhenAbsent is { } absent
            && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
        )
        {
            return new(absent, Error: null);
        }

        var read = await JsonBody.ReadAsync(context.Request, context.RequestAborted, T.MaxMembers);
        context.Response.RegisterForDispose(read);
        if (read.Error is not null)
        {
            return new(default!, read.Error);
        }

        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var fields = new RequestFields(read.Root, now);
        var value = T.Read(fields);
        return new(value, fields.Error);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new AcceptedBody(T.Shape, IsOptional: T.WhenAbsent is not null));
        builder.Metadata.Add(ErrorAnswers.OfBody);
    }
}
