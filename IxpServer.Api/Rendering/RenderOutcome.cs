using IxpServer.Api.Http;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Rendering;

/// <summary>What a render came to: an answer, or an error. An answer's buffer must be given back.</summary>
public readonly struct RenderOutcome
{
    private RenderOutcome(IxpError? error, ResolvedIntent? resolved, RenderBuffer? buffer, bool degraded)
    {
        Error = error;
        Resolved = resolved;
        Buffer = buffer;
        IsDegraded = degraded;
    }

    /// <summary>Why there is no answer; null when there is one.</summary>
    public IxpError? Error { get; }

    /// <summary>The intent that was rendered.</summary>
    public ResolvedIntent? Resolved { get; }

    /// <summary>The whole answer as JSON.</summary>
    public RenderBuffer? Buffer { get; }

    /// <summary>Whether data is missing or older than promised.</summary>
    public bool IsDegraded { get; }

    /// <summary>An answer in a buffer.</summary>
    public static RenderOutcome Answer(ResolvedIntent resolved, RenderBuffer buffer, bool degraded) =>
        new(null, resolved, buffer, degraded);

    /// <summary>No answer.</summary>
    public static implicit operator RenderOutcome(IxpError error) => new(error, null, null, false);
}
