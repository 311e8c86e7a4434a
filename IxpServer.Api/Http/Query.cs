using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace IxpServer.Api.Http;

/// <summary>What a handler wants of a request's query.</summary>
internal interface IQuery<out T>
{
    /// <summary>The parameters, for the OpenAPI document. All may be left out.</summary>
    static abstract IReadOnlyList<QueryParameter> Parameters { get; }

    /// <summary>Reads it; what is wrong is noted in the fields.</summary>
    static abstract T Read(QueryFields fields);
}

/// <summary>A query, read.</summary>
/// <param name="Value">What it says; not to be used where there is an error.</param>
/// <param name="Error">What is wrong.</param>
internal sealed record Query<T>(T Value, IxpError? Error) : IRequestPart, IEndpointParameterMetadataProvider
    where T : IQuery<T>
{
    public static ValueTask<Query<T>?> BindAsync(HttpContext context)
    {
        var fields = new QueryFields(context.Request.Query);
        var value = T.Read(fields);
        return new(new Query<T>(value, fields.Error));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        foreach (var one in T.Parameters)
        {
            builder.Metadata.Add(one);
        }

        ErrorAnswers.Add(builder, StatusCodes.Status400BadRequest);
    }
}
