using IxpServer.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IxpServer.AppHost.Stores;

/// <summary>
/// How a program that comes with a store is started: this machine's for stores of this machine, else the one in the store's
/// container, which is of the store's version.
/// </summary>
/// <param name="Name">The program's name.</param>
/// <param name="Executable">What is started: it, or the container engine.</param>
/// <param name="Arguments">Its arguments; no secrets, which everybody could read there.</param>
/// <param name="Environment">Its variables.</param>
internal sealed record StoreProgram(
    string Name,
    string Executable,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment
)
{
    /// <param name="context">The command that wants it.</param>
    /// <param name="store">The resource of the store.</param>
    /// <param name="isTerminal">Whether somebody types.</param>
    /// <param name="program">The program's name.</param>
    /// <param name="arguments">Its arguments, given the port of 127.0.0.1 that the store is at for it.</param>
    /// <param name="environment">Its variables, given that port.</param>
    internal static StoreProgram Create(
        ExecuteCommandContext context,
        IResource store,
        bool isTerminal,
        string program,
        Func<int, string[]> arguments,
        Func<int, Dictionary<string, string>> environment
    )
    {
        var endpoint = ((IResourceWithEndpoints)store).GetEndpoint(LocalStores.Endpoint);
        if (store is not ContainerResource)
        {
            var path = program.StartsWith("redis", StringComparison.Ordinal)
                ? Binaries.OfThisMachine.Find(program)
                : Binaries.OfThisMachine.FindPostgres(program);
            return new(program, path, arguments(endpoint.Port), environment(endpoint.Port));
        }

        var port = endpoint.TargetPort!.Value;
        var variables = environment(port);
        var engine =
            ContainerEngine.Find(context.Services.GetRequiredService<IConfiguration>())
            ?? throw new StoreException("the container engine does not answer");
        string[] inContainer =
        [
            "exec",
            isTerminal ? "-it" : "-i",
            // By name only: the engine takes the values from its own variables.
            .. variables.Keys.SelectMany(name => new[] { "-e", name }),
            ContainerId(context, store),
            program,
            .. arguments(port),
        ];
        return new(program, engine, inContainer, variables);
    }

    private static string ContainerId(ExecuteCommandContext context, IResource store) =>
        context
            .Services.GetRequiredService<ResourceNotificationService>()
            .TryGetCurrentState(context.ResourceName, out var state)
        && state.Snapshot.Properties.FirstOrDefault(property => property.Name is "container.id")?.Value is string id
            ? id
            : throw new StoreException($"{store.Name} does not run");
}
