namespace IxpServer.Data.Entities;

/// <summary>One version of an intent or a component. Only its status ever changes.</summary>
public class RegistryDefinition : MutableEntity
{
    /// <summary>One of <see cref="DefinitionKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>The intent's or the component's name.</summary>
    public required string Name { get; set; }

    /// <summary>A semantic version.</summary>
    public required string Version { get; set; }

    /// <summary>One of <see cref="DefinitionStatuses"/>.</summary>
    public string Status { get; set; } = DefinitionStatuses.Active;

    /// <summary>What is told to those who still use a deprecated one.</summary>
    public string? StatusMessage { get; set; }

    /// <summary>The name of what takes its place.</summary>
    public string? Replacement { get; set; }

    /// <summary>When a deprecated one will end.</summary>
    public DateTime? SunsetAt { get; set; }

    /// <summary>The definition in the registry files' format, its members in their written order.</summary>
    [JsonText]
    public required string Document { get; set; }

    /// <summary>Who published it; null for the server itself.</summary>
    public Guid? CreatedBy { get; set; }
}

/// <summary>What a definition defines.</summary>
public static class DefinitionKinds
{
    /// <summary>An intent.</summary>
    public const string Intent = "intent";

    /// <summary>A component.</summary>
    public const string Component = "component";
}

/// <summary>Where a definition stands in its life.</summary>
public static class DefinitionStatuses
{
    /// <summary>Offered and resolved first.</summary>
    public const string Active = "active";

    /// <summary>Still served, with a warning.</summary>
    public const string Deprecated = "deprecated";

    /// <summary>Kept for history only.</summary>
    public const string Deleted = "deleted";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Active, Deprecated, Deleted];
}

/// <summary>One change of the registry. Rows are only ever added: the database refuses the rest.</summary>
public class RegistryRevision
{
    /// <summary>Ascends without gaps in the order of the commits; see <see cref="RegistryHistory"/>.</summary>
    public long Revision { get; set; }

    /// <summary>UTC.</summary>
    public DateTime CreatedAt { get; set; }

    /// <summary>Who made it; null for the server itself. Not a foreign key: history outlives accounts.</summary>
    public Guid? CreatedBy { get; set; }

    /// <summary>Who made it, legible after the account is gone.</summary>
    public required string CreatedByName { get; set; }

    /// <summary>What was done, such as <c>publish</c>, <c>status</c>, <c>import</c> or <c>rollback</c>.</summary>
    public required string Action { get; set; }

    /// <summary>The definitions it touched, each with its status before and after.</summary>
    [JsonText]
    public required string Changes { get; set; }
}
