using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace IxpServer.AppHost.Stores;

/// <summary>Finds out whether containers can be run. Aspire itself would wait for ever, and say nothing.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>The command of the engine that answers; null when none does in two seconds.</summary>
    /// <param name="configuration">Aspire takes the engine that ASPIRE_CONTAINER_RUNTIME names, if it is set.</param>
    internal static string? Find(IConfiguration configuration)
    {
        string[] engines = configuration["ASPIRE_CONTAINER_RUNTIME"] is { Length: > 0 } named
            ? [named]
            : ["docker", "podman"];
        return engines.FirstOrDefault(Answers);
    }

    private static bool Answers(string engine)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(engine, "info")
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            // Read, so that a full pipe does not hold it up.
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(Timeout))
            {
                return process.ExitCode is 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            // It is not installed.
            return false;
        }
    }
}
