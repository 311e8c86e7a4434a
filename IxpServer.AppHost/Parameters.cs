namespace IxpServer.AppHost;

/// <summary>Parameters of the model that nobody is asked for on a developer's machine.</summary>
internal static class Parameters
{
    /// <summary>A secret that is made at the first start and kept in the user secrets. Who publishes has to give it.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="length">Of the generated value, in characters of ASCII.</param>
    /// <param name="what">In words, for the dashboard.</param>
    internal static IResourceBuilder<ParameterResource> AddSecret(
        this IDistributedApplicationBuilder builder,
        string name,
        int length,
        string what
    ) =>
        builder.ExecutionContext.IsPublishMode
            ? builder.AddParameter(name, secret: true)
            : builder
                .AddParameter(
                    name,
                    new GenerateParameterDefault { MinLength = length, Special = false },
                    secret: true,
                    persist: true
                )
                .WithDescription($"{what}. Generated; kept in the user secrets as Parameters:{name}.");

    /// <summary>A value that has a default on a developer's machine. Who publishes has to give it.</summary>
    internal static IResourceBuilder<ParameterResource> AddSetting(
        this IDistributedApplicationBuilder builder,
        string name,
        string development,
        string what
    ) =>
        builder.ExecutionContext.IsPublishMode
            ? builder.AddParameter(name)
            : builder
                .AddParameter(name, () => builder.Configuration[$"Parameters:{name}"] ?? development)
                .WithDescription(what);
}
