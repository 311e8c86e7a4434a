namespace IxpServer.Api.Registry;

/// <summary>Where a definition stands in its life.</summary>
public enum DefinitionStatus
{
    /// <summary>Offered and resolved first.</summary>
    Active,

    /// <summary>Still served, with a warning and perhaps a replacement and an end date.</summary>
    Deprecated,

    /// <summary>Kept for history only: neither listed nor resolved.</summary>
    Deleted,
}
