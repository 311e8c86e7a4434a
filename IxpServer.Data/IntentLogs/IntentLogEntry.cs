namespace IxpServer.Data.IntentLogs;

/// <summary>One intent that was handled, as its maker has it: the texts are copied when it is added to a batch.</summary>
public readonly ref struct IntentLogEntry
{
    /// <summary>UUIDv7, made here, so that a row that is written twice is known to be the same.</summary>
    public required Guid Id { get; init; }

    /// <summary>UTC, in microseconds.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The session it belongs to, if any.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Who asked, if known.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The intent's name, 255 characters at most.</summary>
    public required ReadOnlySpan<char> IntentType { get; init; }

    /// <summary>UTF-8 without U+0000.</summary>
    public required ReadOnlySpan<byte> Query { get; init; }

    /// <summary>One JSON value in UTF-8; empty when there was no answer.</summary>
    public ReadOnlySpan<byte> Response { get; init; }

    /// <summary>How long it took.</summary>
    public required int ResponseTimeMs { get; init; }

    /// <summary>Why there was no answer, without U+0000; empty when there was one, which makes the row a success.</summary>
    public ReadOnlySpan<char> Error { get; init; }
}
