namespace IxpServer.Api.Registry;

/// <summary>Holds the snapshot in use. Reading it is a single field read; it is replaced as a whole.</summary>
public sealed class RegistryStore
{
    private volatile State? _state;

    /// <summary>The snapshot in use.</summary>
    /// <exception cref="InvalidOperationException">The registry has not been loaded yet.</exception>
    public RegistrySnapshot Current =>
        (_state ?? throw new InvalidOperationException("The registry is not loaded")).Snapshot;

    /// <summary>Whether there is a snapshot to answer from.</summary>
    public bool IsLoaded => _state is not null;

    /// <summary>What is wrong with the files as they are now, which may be newer than the snapshot.</summary>
    public IReadOnlyList<RegistryFault> Faults => _state?.Faults ?? [];

    /// <summary>Whether the files as they are now were refused, so that an earlier snapshot stays in use.</summary>
    public bool IsStale => _state?.IsStale ?? false;

    /// <summary>Takes over the result of a load. A load without a snapshot leaves the one in use.</summary>
    /// <exception cref="InvalidOperationException">The very first load has no snapshot.</exception>
    public void Apply(RegistryLoad load) =>
        _state = new State(load.Snapshot ?? Current, load.Faults, load.Snapshot is null);

    private sealed record State(RegistrySnapshot Snapshot, IReadOnlyList<RegistryFault> Faults, bool IsStale);
}

/// <summary>What a load gave.</summary>
/// <param name="Snapshot">The new snapshot; null when something keeps all of it from use.</param>
/// <param name="Faults">Errors and warnings, in file order.</param>
public sealed record RegistryLoad(RegistrySnapshot? Snapshot, IReadOnlyList<RegistryFault> Faults);
