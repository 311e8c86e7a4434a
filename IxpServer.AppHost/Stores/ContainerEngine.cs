using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace IxpServer.AppHost.Stores;

/// <summary>Finds out whether containers can be run. Aspire itself would wait for ever, and say nothing.</summary>
internal static class ContainerEngine
{
    /// <summary>Aspire calls an older command of Docker unhealthy. Debian 12's is 20.</summary>
    internal const int OldestDocker = 25;

    private const string DockerVersion = "Docker version ";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>The command of the engine that answers; null when none does in two seconds, or it is too old.</summary>
    /// <param name="configuration">Aspire takes the engine that ASPIRE_CONTAINER_RUNTIME names, if it is set.</param>
    internal static string? Find(IConfiguration configuration)
    {
        string[] engines = configuration["ASPIRE_CONTAINER_RUNTIME"] is { Length: > 0 } named
            ? [named]
            : ["docker", "podman"];
        return engines.FirstOrDefault(engine =>
            Ask(engine, "info") is not null && Ask(engine, "--version") is { } version && !IsOld(version)
        );
    }

    private static bool IsOld(string version) =>
        version.StartsWith(DockerVersion, StringComparison.Ordinal)
        && int.TryParse(version[DockerVersion.Length..].Split('.')[0], CultureInfo.InvariantCulture, out var major)
        && major < OldestDocker;

    /// <summary>What it prints; null when it says that it fails, or nothing in two seconds.</summary>
    private static string? Ask(string engine, string question)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(engine, question)
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            // Both are read, so that a full pipe does not hold it up.
            var answer = new StringBuilder();
            process.OutputDataReceived += (_, line) => answer.AppendLine(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(Timeout))
            {
                // To the end of its output.
                process.WaitForExit();
                return process.ExitCode is 0 ? answer.ToString() : null;
            }

            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Win32Exception)
        {
            // It is not installed.
            return null;
        }
    }
}
