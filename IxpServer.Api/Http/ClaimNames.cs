namespace IxpServer.Api.Http;

/// <summary>Claims of our own.</summary>
internal static class ClaimNames
{
    /// <summary>Names the API key that somebody uses; who signed in otherwise has none.</summary>
    internal const string ApiKey = "ixp_key";
}
