using IxpServer.Api.Http;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Rendering;

/// <summary>What a render came to: an answer, or an error. An answer's buffer must be given back.</summary>
public readonly struct RenderOutcome
{
    /// <summary>Stands before the record in every answer.</summary>
    private const int RecordStart = 10; // {"record":

    private readonly int _recordEnd;

    private RenderOutcome(IxpError? error, ResolvedIntent? resolved, RenderBuffer? buffer, int recordEnd, bool degraded)
    {
        Error = error;
        Resolved = resolved;
        Buffer = buffer;
        _recordEnd = recordEnd;
        IsDegraded = degraded;
    }

    /// <summary>Why there is no answer; null when there is one.</summary>
    public IxpError? Error { get; }

    /// <summary>The intent that was asked for, also when it could not be rendered; null when there is no such.</summary>
    public ResolvedIntent? Resolved { get; }

    /// <summary>The whole answer as JSON.</summary>
    public RenderBuffer? Buffer { get; }

    /// <summary>The record in the answer, one JSON object.</summary>
    public ReadOnlyMemory<byte> Record => Buffer!.Written[RecordStart.._recordEnd];

    /// <summary>The props in the record.</summary>
    public ReadOnlyMemory<byte> Props => Buffer!.Written[Resolved!.BeforeProps.Length..(_recordEnd - 1)];

    /// <summary>Whether data is missing or older than promised.</summary>
    public bool IsDegraded { get; }

    /// <summary>The session that it belongs to: one that is there and the caller's.</summary>
    public Guid? SessionId { get; private init; }

    /// <summary>Where its time went.</summary>
    public RenderStages Stages { get; init; }

    /// <summary>The same in a session, which must be there and the caller's.</summary>
    public RenderOutcome InSession(Guid id) => this with { SessionId = id };

    /// <summary>An answer in a buffer, whose props end there.</summary>
    public static RenderOutcome Answer(ResolvedIntent resolved, RenderBuffer buffer, int propsEnd, bool degraded) =>
        new(null, resolved, buffer, propsEnd + 1, degraded);

    /// <summary>No answer for an intent that there is.</summary>
    public static RenderOutcome Failed(ResolvedIntent resolved, IxpError error) => new(error, resolved, null, 0, false);

    /// <summary>No answer.</summary>
    public static implicit operator RenderOutcome(IxpError error) => new(error, null, null, 0, false);
}
