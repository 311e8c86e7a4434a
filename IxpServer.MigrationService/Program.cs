using IxpServer.Data;
using IxpServer.Data.Connections;
using IxpServer.Hosting.Configuration;
using IxpServer.Hosting.Logging;
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
    List<string> faults =
    [
        .. await builder.AddSettingsAsync([
            .. SettingReader.SettingsOf<DatabaseOptions>(),
            .. SettingReader.SettingsOf<AdminAccount>(),
            .. SettingReader.SettingsOf<TelemetryOptions>(),
            .. LogOptions.Settings,
        ]),
        .. LogOptions.FindFaults(builder.Configuration, builder.Environment),
    ];

    // Standard output is for what was asked for: SQL, or the list of what is pending.
    builder.Configuration["Ixp:Logs:Console"] = "stderr";
    builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
    builder.AddServiceDefaults(Telemetry.SourceName, "Npgsql", LogMetrics.MeterName);
    faults.AddRange(ConfigurationException.FaultsOf(() => builder.AddIxpDatabase()));
    if (faults.Count > 0)
    {
        throw new ConfigurationException(faults);
    }

    builder.Services.AddSingleton(builder.Configuration.Read<AdminAccount>());
    builder.Services.AddSingleton<AdminSeed>().AddSingleton<SampleSeed>().AddSingleton<Worker>();

    using var host = builder.Build();
    await host.StartAsync();
    var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
    var code = await host.Services.GetRequiredService<Worker>().RunAsync(arguments, stopping);
    await host.StopAsync(CancellationToken.None);
    return code;
}
catch (ConfigurationException refused)
{
    return await refused.ReportAsync("The migration service cannot run");
}
