using IxpServer.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IxpServer.AppHost.Stores;

/// <summary>
/// How a program that comes with a store is started: this machine's for stores of this machine, else the one in the store's
/// container, which is of the store's version.
/// </summary>
/// <param name="Executable">What is started: the program, or the container engine.</param>
/// <param name="Arguments">Its arguments; no secrets, which everybody could read there.</param>
/// <param name="Password">The variable that it reads the password from, and that.</param>
internal sealed record StoreProgram(
    string Executable,
    IReadOnlyList<string> Arguments,
    (string Variable, string Value) Password
)
{
    /// <param name="context">The command that wants it.</param>
    /// <param name="store">The resource of the store.</param>
    /// <param name="isTerminal">Whether somebody types.</param>
    /// <param name="password">The variable that the program reads the password from, and that.</param>
    /// <param name="program">The program's name; it takes <c>-h</c> and <c>-p</c> for where the store is.</param>
    /// <param name="arguments">Its other arguments.</param>
    internal static StoreProgram Create(
        ExecuteCommandContext context,
        IResource store,
        bool isTerminal,
        (string Variable, string Value) password,
        string program,
        params string[] arguments
    )
    {
        var endpoint = ((IResourceWithEndpoints)store).GetEndpoint(LocalStores.Endpoint);
        var isHere = store is not ContainerResource;
        arguments = ["-h", "127.0.0.1", "-p", $"{(isHere ? endpoint.Port : endpoint.TargetPort)}", .. arguments];
        if (isHere)
        {
            var path = program.StartsWith("redis", StringComparison.Ordinal)
                ? Binaries.OfThisMachine.Find(program)
                : Binaries.OfThisMachine.FindPostgres(program);
            return new(path, arguments, password);
        }

        var engine =
            ContainerEngine.Find(context.Services.GetRequiredService<IConfiguration>())
            ?? throw new StartException("the container engine does not answer");
        var id = ContainerId(context, store);
        // The variable by name only: the engine takes the value from its own.
        arguments = ["exec", isTerminal ? "-it" : "-i", "-e", password.Variable, id, program, .. arguments];
        return new(engine, arguments, password);
    }

    private static string ContainerId(ExecuteCommandContext context, IResource store) =>
        context
            .Services.GetRequiredService<ResourceNotificationService>()
            .TryGetCurrentState(context.ResourceName, out var state)
        && state.Snapshot.Properties.FirstOrDefault(property => property.Name is "container.id")?.Value is string id
            ? id
            : throw new StartException($"{store.Name} does not run");
}
