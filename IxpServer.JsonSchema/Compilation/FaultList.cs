namespace IxpServer.JsonSchema.Compilation;

/// <summary>Gathers the faults of a schema while it is compiled.</summary>
internal sealed class FaultList
{
    private const int Limit = 1_000;

    private readonly HashSet<SchemaFault> seen = [];

    /// <summary>The faults in the order they were found.</summary>
    public List<SchemaFault> Items { get; } = [];

    /// <summary>Adds a fault of the schema at a place.</summary>
    public void Add(SchemaPlace place, string message) => Add(place.Resource.Document, place.Pointer, message);

    /// <summary>Adds a fault of a keyword.</summary>
    public void Add(SchemaPlace place, string keyword, string message) =>
        Add(place.Resource.Document, JsonPointer.Append(place.Pointer, keyword), message);

    /// <summary>Adds a fault; the same one is kept once, and no more than a thousand are kept.</summary>
    public void Add(SchemaDocument document, string pointer, string message)
    {
        var fault = new SchemaFault(document.Prefix + pointer, message);
        if (Items.Count < Limit && seen.Add(fault))
        {
            Items.Add(fault);
        }
    }
}
