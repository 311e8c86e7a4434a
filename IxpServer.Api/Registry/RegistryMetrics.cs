using System.Diagnostics.Metrics;
using IxpServer.Api.Registry.Stored;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Registry;

/// <summary>What the registry holds and how its last load went, as metrics.</summary>
internal sealed class RegistryMetrics
{
    private readonly RegistryStore _store;

    /// <summary>Registers the instruments.</summary>
    public RegistryMetrics(IMeterFactory meters, RegistryStore store, RegistryRows rows)
    {
        _store = store;
        var meter = meters.Create(ServerTelemetry.Name);
        meter.CreateObservableGauge(
            "ixp.registry.revision",
            () => rows.Current?.Revision ?? 0,
            null,
            "Revision of the database's definitions that this replica has read, 0 before the first"
        );
        meter.CreateObservableGauge("ixp.registry.definitions", Definitions, null, "Versions in use, by kind");
        meter.CreateObservableGauge("ixp.registry.faults", Faults, null, "Faults of the last load, by severity");
        meter.CreateObservableGauge(
            "ixp.registry.last_load.success",
            () => store.IsLoaded && !store.Faults.Any(fault => fault.Severity is FaultSeverity.Error) ? 1 : 0,
            null,
            "1 when all of the last load was taken over, 0 while a file or a row of the database is refused"
        );
        meter.CreateObservableGauge(
            "ixp.registry.last_load.timestamp",
            () => store.IsLoaded ? store.Current.CreatedAt.ToUnixTimeMilliseconds() / 1_000.0 : 0,
            "s",
            "When the definitions in use were loaded, in seconds since 1970"
        );
    }

    private Measurement<int>[] Definitions() =>
        _store.IsLoaded && _store.Current is var current
            ? [Of(current.AllIntents.Length, "kind", "intent"), Of(current.AllComponents.Length, "kind", "component")]
            : [];

    private Measurement<int>[] Faults()
    {
        var faults = _store.Faults;
        var warnings = faults.Count(fault => fault.Severity is FaultSeverity.Warning);
        return [Of(faults.Count - warnings, "severity", "error"), Of(warnings, "severity", "warning")];
    }

    private static Measurement<int> Of(int value, string label, string which) =>
        new(value, new KeyValuePair<string, object?>(label, which));
}
