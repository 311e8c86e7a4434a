namespace IxpServer.Api.Http;

/// <summary>A part of a request that a handler takes as a parameter. It reads itself, and may find that it is wrong.</summary>
internal interface IRequestPart
{
    /// <summary>What is wrong; null when nothing is.</summary>
    IxpError? Error { get; }
}

/// <summary>Answers requests with a part that is wrong before their handler is called.</summary>
internal static class RequestParts
{
    /// <summary>A group of routes whose handlers take parts of requests.</summary>
    internal static RouteGroupBuilder MapApiGroup(this IEndpointRouteBuilder routes, string prefix, string tag)
    {
        var group = routes.MapGroup(prefix).WithTags(tag);
        group.AddEndpointFilterFactory(
            (handler, next) =>
                handler.MethodInfo.GetParameters().Any(one => one.ParameterType.IsAssignableTo(typeof(IRequestPart)))
                    ? call => Refusal(call) is { } error ? new(new Outcome<Done>(default, error)) : next(call)
                    : next
        );
        return group;
    }

    /// <summary>Its answers are of this moment.</summary>
    internal static RouteGroupBuilder NeverCached(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(
            (call, next) =>
            {
                call.HttpContext.Response.Headers.CacheControl = "no-store";
                return next(call);
            }
        );
        return group;
    }

    private static IxpError? Refusal(EndpointFilterInvocationContext call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument is IRequestPart { Error: { } error })
            {
                return error;
            }
        }

        return null;
    }
}
