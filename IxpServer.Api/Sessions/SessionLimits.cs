namespace IxpServer.Api.Sessions;

/// <summary>How many sessions there may be.</summary>
[SettingSection("Ixp:Sessions")]
public sealed class SessionLimits
{
    /// <summary>Without an account.</summary>
    [Setting(Min = 1, Max = 1_000_000_000)]
    public int MaxAnonymous { get; init; } = 1_000_000;

    /// <summary>Of one account.</summary>
    [Setting(Min = 1, Max = 1_000_000)]
    public int MaxPerAccount { get; init; } = 10_000;
}
