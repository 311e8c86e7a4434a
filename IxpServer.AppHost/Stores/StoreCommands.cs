using System.Diagnostics;
using System.Globalization;
using IxpServer.Processes;
using IxpServer.Processes.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace IxpServer.AppHost.Stores;

/// <summary>What the dashboard can do to the stores: their own shells in a terminal, and a backup.</summary>
internal static class StoreCommands
{
    private const string InTerminal = "In a terminal of the dashboard";
    private static readonly TimeSpan PromptTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds psql and a backup.</summary>
    /// <param name="postgres">The server.</param>
    /// <param name="database">The database's name.</param>
    /// <param name="password">Of the superuser.</param>
    /// <param name="data">Backups are written to a directory in this one.</param>
    internal static void WithPostgresCommands(
        this IResourceBuilder<IResourceWithConnectionString> postgres,
        string database,
        ParameterResource password,
        string data
    )
    {
        postgres.WithCommand(
            "psql",
            "Open psql",
            async context =>
                await ShowAsync(context, await ProgramAsync(context, true, "psql", database), $"{database}=#"),
            new() { IconName = "WindowConsole", Description = InTerminal }
        );
        postgres.WithCommand(
            "back-up",
            "Back up",
            async context =>
                await BackUpAsync(
                    await ProgramAsync(context, false, "pg_dump", "--format=custom", database),
                    Path.Combine(data, "backups"),
                    database,
                    context.CancellationToken
                ),
            new() { IconName = "Save", Description = "Writes the database to a file that pg_restore reads" }
        );

        async Task<StoreProgram> ProgramAsync(
            ExecuteCommandContext context,
            bool isTerminal,
            string program,
            params string[] arguments
        )
        {
            var secret = ("PGPASSWORD", await password.GetValueAsync(context.CancellationToken) ?? "");
            arguments = ["-U", PostgresCluster.User, .. arguments];
            return StoreProgram.Create(context, postgres.Resource, isTerminal, secret, program, arguments);
        }
    }

    /// <summary>Adds redis-cli.</summary>
    internal static void WithRedisCommands(
        this IResourceBuilder<IResourceWithConnectionString> redis,
        ParameterResource password
    ) =>
        redis.WithCommand(
            "redis-cli",
            "Open redis-cli",
            async context =>
            {
                var secret = ("REDISCLI_AUTH", await password.GetValueAsync(context.CancellationToken) ?? "");
                var endpoint = ((IResourceWithEndpoints)redis.Resource).GetEndpoint(LocalStores.Endpoint);
                // The certificate is for another name than the container's own.
                string[] tls = endpoint.TlsEnabled ? ["--tls", "--insecure"] : [];
                var program = StoreProgram.Create(context, redis.Resource, true, secret, "redis-cli", tls);
                return await ShowAsync(context, program, prompt: "> ");
            },
            new() { IconName = "WindowConsole", Description = InTerminal }
        );

    /// <summary>Opens it in the dashboard when it has shown its prompt.</summary>
    private static async Task<ExecuteCommandResult> ShowAsync(
        ExecuteCommandContext context,
        StoreProgram program,
        string prompt
    )
    {
        var options = new TerminalLaunchOptions
        {
            Title = context.ResourceName,
            Executable = program.Executable,
            Arguments = [.. program.Arguments],
            EnvironmentVariables = { [program.Password.Variable] = program.Password.Value },
        };

        // It is the dashboard's from here on, and goes with the application.
        var terminal = context.Services.GetRequiredService<TerminalService>().CreateTerminal(options);
        try
        {
            await terminal.WaitForTextAsync(prompt, PromptTimeout, context.CancellationToken);
            terminal.Show();
            return CommandResults.Success($"Terminal {terminal.Id}");
        }
        catch (Exception fault) when (fault is TimeoutException or InvalidOperationException)
        {
            await terminal.DisposeAsync();
            return CommandResults.Failure($"No prompt was shown: {fault.Message}");
        }
    }

    private static async Task<ExecuteCommandResult> BackUpAsync(
        StoreProgram dump,
        string directory,
        string database,
        CancellationToken cancel
    )
    {
        Modes.CreateDirectory(directory, Modes.Private);
        var time = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var file = Path.Combine(directory, $"{database}_{time}.dump");
        var start = new ProcessStartInfo(dump.Executable, dump.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[dump.Password.Variable] = dump.Password.Value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await using (var part = File.Create($"{file}.part"))
        {
            await process.StandardOutput.BaseStream.CopyToAsync(part, cancel);
        }

        await process.WaitForExitAsync(cancel);
        if (process.ExitCode is not 0)
        {
            File.Delete($"{file}.part");
            return CommandResults.Failure(await errors);
        }

        // It has its name when it is whole.
        File.Move($"{file}.part", file);
        var told = $"Wrote {new FileInfo(file).Length} bytes to {file}";
        return CommandResults.Success(told, told, CommandResultFormat.Text);
    }
}
