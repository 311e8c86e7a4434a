namespace IxpServer.Data.Entities;

/// <summary>A conversation: what renders that belong together know of each other.</summary>
public class Session : MutableEntity
{
    /// <summary>Whose it is; null when nobody was signed in.</summary>
    public Guid? UserId { get; set; }

    /// <summary>Encrypted; the database never sees the plain text.</summary>
    public byte[]? Context { get; set; }

    /// <summary>The key that <see cref="Context"/> is encrypted under, so that keys can be rotated.</summary>
    public string? ContextKeyId { get; set; }

    /// <summary>Counts the saves. A save on an outdated one throws, so that no update is lost unseen.</summary>
    public long Version { get; set; } = 1;
}
