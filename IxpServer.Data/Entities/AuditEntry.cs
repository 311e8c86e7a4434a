namespace IxpServer.Data.Entities;

/// <summary>Who did what to what. Rows are only ever added: the database refuses the rest.</summary>
public class AuditEntry : Entity
{
    /// <summary>Who; null for the server itself. Not a foreign key: history outlives accounts.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>Who, legible after the account is gone.</summary>
    public required string Actor { get; set; }

    /// <summary>What, such as <c>user.deactivate</c>.</summary>
    public required string Action { get; set; }

    /// <summary>The kind of thing it was done to, such as <c>user</c>.</summary>
    public string? TargetType { get; set; }

    /// <summary>The thing it was done to.</summary>
    public string? TargetId { get; set; }

    /// <summary>Before and after, or whatever else explains it; never a secret.</summary>
    [JsonText]
    public string? Details { get; set; }

    /// <summary>Where the request came from.</summary>
    public string? IpAddress { get; set; }

    /// <summary>The request's trace.</summary>
    public string? TraceId { get; set; }
}
