namespace IxpServer.Api.Operations.Health;

/// <summary>What the server tells of its health.</summary>
[SettingSection("Ixp:Health")]
internal sealed class HealthOptions
{
    /// <summary>Whether there is a <c>/health</c>; <c>/ready</c> and <c>/alive</c> always are.</summary>
    [Setting("HEALTH_CHECK_ENABLED")]
    public bool Enabled { get; init; } = true;
}
