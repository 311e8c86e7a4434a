using IxpServer.ProcessHost.Processes;

namespace IxpServer.ProcessHost.Services;

/// <summary>What the application's own programs are started with.</summary>
internal static class ServiceProcess
{
    internal static ChildStart Start(ServiceOptions options, string name)
    {
        var program =
            options.Program
            ?? BuiltPrograms.Find(name)
            ?? throw new ProcessFailedException($"{name} is not built: run 'dotnet build' first");
        program = Path.GetFullPath(program);
        return new ChildStart(Binaries.OfThisMachine.Find("dotnet"), [program, .. options.Arguments])
        {
            // What it writes under a relative path, such as a database file of its own, belongs to the run's data.
            Directory = options.Directory?.Path ?? Path.GetDirectoryName(program)!,
            Environment = options.Environment,
            PidFile = options.Directory?.PidFile(options.Name),
            Output = options.Output,
        };
    }
}
