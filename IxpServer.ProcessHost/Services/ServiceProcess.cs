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
        return new ChildStart(Binaries.OfThisMachine.Find("dotnet"), [program, .. options.Arguments])
        {
            Directory = Path.GetDirectoryName(program)!,
            Environment = options.Environment,
            PidFile = options.Directory?.PidFile(options.Name),
            Output = options.Output,
        };
    }
}
