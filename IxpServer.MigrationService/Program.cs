using IxpServer.Data;
using IxpServer.Data.Connections;
using IxpServer.Hosting.Logging;
using IxpServer.Hosting.Secrets;
using IxpServer.MigrationService;

try
{
    var arguments = Arguments.Parse(args);
    if (arguments.Command is Command.Help)
    {
        Console.WriteLine(Arguments.Help);
        return ExitCodes.Done;
    }

    var builder = Host.CreateApplicationBuilder();
    // Standard output is for what was asked for: SQL, or the list of what is pending.
    builder.Configuration["Ixp:Logs:Console"] = "stderr";
    builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
    builder.AddServiceDefaults(Telemetry.SourceName, "Npgsql", LogMetrics.MeterName);
    using var chain = new SecretChain(builder.Configuration);
    var (secrets, faults) = await chain.FindAsync([
        "DATABASE_URL",
        "ADMIN_PASSWORD",
        .. LogVariables.All.Where(setting => setting.IsSecret).Select(setting => setting.Variable),
    ]);
    builder.Configuration.AddInMemoryCollection(secrets!);
    faults =
    [
        .. faults,
        .. LogVariables.Apply(builder.Configuration),
        .. LogOptions.FindFaults(builder.Configuration, builder.Environment),
    ];
    if (faults.Count > 0)
    {
        return await RefuseAsync(faults);
    }

    builder.AddIxpDatabase();
    builder.Services.AddSingleton(AdminAccount.Read(builder.Configuration));
    builder.Services.AddSingleton<AdminSeed>().AddSingleton<SampleSeed>().AddSingleton<Worker>();

    using var host = builder.Build();
    await host.StartAsync();
    var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
    var code = await host.Services.GetRequiredService<Worker>().RunAsync(arguments, stopping);
    await host.StopAsync(CancellationToken.None);
    return code;
}
catch (DatabaseConfigurationException refused)
{
    return await RefuseAsync(refused.Faults);
}
catch (UsageException refused)
{
    return await RefuseAsync(refused.Faults);
}

static async Task<int> RefuseAsync(IReadOnlyList<string> faults)
{
    await Console.Error.WriteLineAsync("The migration service cannot run:");
    foreach (var fault in faults)
    {
        await Console.Error.WriteLineAsync($"  - {fault}");
    }

    return ExitCodes.Usage;
}
