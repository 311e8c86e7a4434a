namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Whether the service is about to end. It goes on serving, but <c>/ready</c> answers 503, so that load balancers send their
/// requests to others before it stops.
/// </summary>
public sealed class Draining
{
    private volatile bool _isOn;

    /// <summary>Whether the end has been announced.</summary>
    public bool IsOn => _isOn;

    /// <summary>Announces it. There is no way back.</summary>
    public void Begin() => _isOn = true;
}
