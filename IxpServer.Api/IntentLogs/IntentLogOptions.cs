namespace IxpServer.Api.IntentLogs;

/// <summary>What an answered render promises about its row.</summary>
public enum IntentLogDurability
{
    /// <summary>Nothing: intents are not logged.</summary>
    Off,

    /// <summary>It is written soon: a crash loses what came within the last window.</summary>
    Batched,

    /// <summary>It is written: the answer waited for that.</summary>
    Committed,
}

/// <summary>Settings of the intent logs.</summary>
[SettingSection("Ixp:IntentLogs")]
public sealed record IntentLogOptions
{
    /// <summary>What an answer promises.</summary>
    [Setting("INTENT_LOG_DURABILITY")]
    public IntentLogDurability Durability { get; init; } = IntentLogDurability.Batched;

    /// <summary>How long a row waits for others to be written with, when it need not be committed at once.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The most rows that are written at once.</summary>
    public int BatchRows { get; init; } = 4_000;

    /// <summary>A batch is full when it has this many bytes.</summary>
    public int BatchBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The most rows that wait in memory; those that come then are lost, and counted.</summary>
    [Setting("INTENT_LOG_QUEUE_ROWS", Min = 1, Max = 10_000_000)]
    public int QueueRows { get; init; } = 50_000;

    /// <summary>The most bytes that wait in memory.</summary>
    public long QueueBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How long the database may take for a batch before it counts as away.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The directory of the files that hold rows while the database is away.</summary>
    [Setting("INTENT_LOG_SPOOL", Default = "beside the SQLite file, else `data/intent-logs`")]
    public string SpoolDirectory { get; init; } = "";

    /// <summary>The most bytes in those files; rows that come then are lost, and counted.</summary>
    [Setting("INTENT_LOG_SPOOL_MB", Key = "SpoolMegabytes", Unit = Unit.MiB, Min = 1, Max = 1_048_576)]
    public long SpoolBytes { get; init; } = 256L * 1024 * 1024;
}
