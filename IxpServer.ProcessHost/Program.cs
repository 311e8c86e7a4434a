using IxpServer.ProcessHost.Hosting;
using IxpServer.ProcessHost.Processes;

const int Failed = 1;
const int WrongUsage = 64;
const int MissingProgram = 69;

if (args.Contains("--help", StringComparer.Ordinal))
{
    Console.WriteLine(HostOptions.Usage);
    return 0;
}

if (!OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("The process host runs on Linux only; elsewhere, use the AppHost");
    return MissingProgram;
}

try
{
    return await HostRun.RunAsync(HostOptions.Parse(args));
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync($"{wrong.Message}\n\n{HostOptions.Usage}");
    return WrongUsage;
}
catch (MissingBinaryException missing)
{
    await Console.Error.WriteLineAsync(missing.Message);
    return MissingProgram;
}
catch (ProcessFailedException failed)
{
    await Console.Error.WriteLineAsync(failed.Message);
    return Failed;
}
