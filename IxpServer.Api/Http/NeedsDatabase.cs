namespace IxpServer.Api.Http;

/// <summary>Metadata: the endpoint waits until the database may be used, is never cached, and answers 503 while it is away.</summary>
internal sealed class NeedsDatabase
{
    internal static readonly NeedsDatabase Instance = new();
}
