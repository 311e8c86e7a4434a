namespace IxpServer.Data.Entities;

/// <summary>
/// What every row has: an id made here, ascending in time, so that it is known before the insert and new rows stand
/// together in the index; and the time of its making.
/// </summary>
public abstract class Entity
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>UTC, in microseconds; set on insert when it is not set already.</summary>
    public DateTime CreatedAt { get; set; }
}

/// <summary>A row that may change.</summary>
public abstract class MutableEntity : Entity
{
    /// <summary>UTC, in microseconds; set on every save.</summary>
    public DateTime UpdatedAt { get; set; }
}

/// <summary>The text is one JSON value: <c>json</c> on PostgreSQL, checked text on SQLite.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonTextAttribute : Attribute;
