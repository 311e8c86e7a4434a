using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace IxpServer.Benchmarks.Http;

/// <summary>Publishes the IXP server and starts it and the bare server, each as an operator would.</summary>
/// <param name="Folder">Where the published server is.</param>
/// <param name="State">Where the servers may keep their files.</param>
/// <param name="Environment">What the IXP server is told besides.</param>
internal sealed record Servers(string Folder, string State, IReadOnlyDictionary<string, string?> Environment)
{
    private const string Project = "IxpServer.Api";

    /// <exception cref="InvalidOperationException">The publication failed.</exception>
    internal static async Task<Servers> PublishAsync(
        string state,
        IReadOnlyDictionary<string, string?> environment,
        CancellationToken cancel
    )
    {
        var root = FindRoot();
        var folder = Path.Combine(root, "artifacts", "benchmark", Project);
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "publish",
                Path.Combine(root, Project),
                "-c",
                "Release",
                "-r",
                RuntimeInformation.RuntimeIdentifier,
                "--self-contained",
                "false",
                "-p:PublishReadyToRun=true",
                "-v",
                "quiet",
                "-o",
                folder,
            ]
        );
        using var publish = Process.Start(start)!;
        await using (cancel.Register(() => publish.Kill(entireProcessTree: true)))
        {
            await publish.WaitForExitAsync(CancellationToken.None);
        }

        cancel.ThrowIfCancellationRequested();
        return publish.ExitCode is 0
            ? new Servers(folder, state, environment)
            : throw new InvalidOperationException($"dotnet publish ended with {publish.ExitCode}");
    }

    /// <summary>The same with more variables.</summary>
    internal Servers With(params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string?>(Environment);
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        return this with
        {
            Environment = all,
        };
    }

    /// <summary>Starts the IXP server in Production with one of the generated registries, or with its samples.</summary>
    internal Task<ServerProcess> StartIxpAsync(GeneratedRegistry? registry, CancellationToken cancel) =>
        ServerProcess.StartAsync(
            port =>
            {
                var start = new ProcessStartInfo(Path.Combine(Folder, Project)) { WorkingDirectory = Folder };
                var environment = start.Environment;
                environment["ASPNETCORE_ENVIRONMENT"] = "Production";
                environment["JWT_SECRET"] = RandomNumberGenerator.GetHexString(64);
                environment["ENCRYPTION_KEY"] = RandomNumberGenerator.GetHexString(32);
                environment["CORS_ORIGIN"] = "https://app.example.com";
                environment["RATE_LIMIT_ENABLED"] = "false";
                environment["HOST"] = "127.0.0.1";
                environment["PORT"] = $"{port}";

                // Its own each time: what an earlier run has left would make this one slower.
                var state = Directory.CreateDirectory(Path.Combine(State, $"{port}")).FullName;
                environment["DATABASE_FILE"] = Path.Combine(state, "ixp.db");
                environment["INTENT_LOG_SPOOL"] = Path.Combine(state, "spool");
                foreach (var (name, value) in Environment)
                {
                    environment[name] = value;
                }

                if (registry is not null)
                {
                    environment["INTENTS_FILE"] = registry.IntentsFile;
                    environment["COMPONENTS_FILE"] = registry.ComponentsFile;
                }

                return start;
            },
            "/ixp/components",
            cancel
        );

    /// <summary>Starts the bare server with the IXP server's runtime settings (garbage collector, tiering).</summary>
    internal async Task<ServerProcess> StartBareAsync(string file, BareAnswer[] answers, CancellationToken cancel)
    {
        await using (var stream = File.Create(file))
        {
            BareAnswer probe = new("/", 200, "text/plain", []);
            await JsonSerializer.SerializeAsync(stream, answers.Append(probe), cancellationToken: cancel);
        }

        return await ServerProcess.StartAsync(
            port => new ProcessStartInfo(
                "dotnet",
                [
                    "exec",
                    "--runtimeconfig",
                    Path.Combine(Folder, $"{Project}.runtimeconfig.json"),
                    typeof(BareServer).Assembly.Location,
                    "bare-server",
                    $"{port}",
                    file,
                ]
            ),
            "/",
            cancel
        );
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "IxpServer.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Run this from a checkout: IxpServer.sln is not found");
    }
}
