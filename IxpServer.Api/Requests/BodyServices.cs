namespace IxpServer.Api.Requests;

/// <summary>Registers what bounds the memory of large bodies.</summary>
internal static class BodyServices
{
    internal static WebApplicationBuilder AddBodies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MemoryReturn>();
        builder.Services.AddSingleton<BodyBudget>();
        return builder;
    }
}
