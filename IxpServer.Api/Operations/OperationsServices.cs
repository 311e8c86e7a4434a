using IxpServer.Api.Http;
using IxpServer.Api.Operations.Diagnostics;
using IxpServer.Api.Operations.Health;
using IxpServer.Api.Operations.Logs;
using IxpServer.Api.Operations.Metrics;
using IxpServer.Api.Operations.Tracing;

namespace IxpServer.Api.Operations;

/// <summary>What those who run the server see of it.</summary>
internal static class OperationsServices
{
    internal static WebApplicationBuilder AddOperations(this WebApplicationBuilder builder)
    {
        builder.Services.AddJson(OperationsJson.Default);
        return builder.AddMetrics().AddTracing().AddStatus().AddDiagnostics().AddLogLevels();
    }

    internal static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapStatus();
        routes.MapCache();
        routes.MapDiagnostics();
        routes.MapLogLevels();
    }
}
