namespace IxpServer.Data.Entities;

/// <summary>One intent that was handled.</summary>
public class IntentLog : MutableEntity
{
    /// <summary>The session it belongs to, if any.</summary>
    public Guid? SessionId { get; set; }

    /// <summary>Who asked, also when there was no session.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The intent's name.</summary>
    public required string IntentType { get; set; }

    /// <summary>The person's words, else the parameters as JSON.</summary>
    public required string Query { get; set; }

    /// <summary>The record that was answered.</summary>
    [JsonText]
    public string? Response { get; set; }

    /// <summary>How long it took.</summary>
    public int? ResponseTimeMs { get; set; }

    /// <summary>Whether a component was answered.</summary>
    public bool Success { get; set; } = true;

    /// <summary>Why not.</summary>
    public string? ErrorMessage { get; set; }
}
