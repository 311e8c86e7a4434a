using System.Diagnostics;
using System.Text.Json;

namespace IxpServer.Benchmarks.JsonSchema;

/// <summary>Node with Ajv, measuring a round whenever it is asked to.</summary>
internal sealed class AjvProcess : IDisposable
{
    private readonly Process process;
    private readonly string folder;

    private AjvProcess(Process process, string folder) => (this.process, this.folder) = (process, folder);

    /// <summary>Installs Ajv outside of the repository if need be, and starts it; null when Node is not there.</summary>
    public static AjvProcess? Start(IEnumerable<BenchmarkCase> cases)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "JsonSchema", "ajv");
        var folder = Directory.CreateTempSubdirectory("ixp-ajv-").FullName;
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        try
        {
            using var install = Process.Start(
                new ProcessStartInfo("npm", "ci --silent --no-audit --no-fund") { WorkingDirectory = folder }
            )!;
            install.WaitForExit();
            File.WriteAllText(Path.Combine(folder, "cases.json"), Write(cases));
            var process = Process.Start(
                new ProcessStartInfo("node", "bench.mjs cases.json")
                {
                    WorkingDirectory = folder,
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                }
            )!;
            if (process.StandardOutput.ReadLine() == "ready")
            {
                return new AjvProcess(process, folder);
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Falls through to the message below.
        }

        Console.Error.WriteLine("This benchmark needs Node 20 or later, and npm able to install ajv.");
        return null;
    }

    /// <summary>One round: nanoseconds per validation, and per parse and validation, by case.</summary>
    public Dictionary<string, double[]> Round()
    {
        process.StandardInput.WriteLine("run");
        return JsonSerializer.Deserialize<Dictionary<string, double[]>>(process.StandardOutput.ReadLine()!)!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string Write(IEnumerable<BenchmarkCase> cases) =>
        JsonSerializer.Serialize(
            cases.Select(entry => new
            {
                name = entry.Name,
                schema = entry.Schema,
                document = entry.Document,
                iterations = entry.Iterations,
            })
        );
}
