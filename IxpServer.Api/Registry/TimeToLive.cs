namespace IxpServer.Api.Registry;

/// <summary>The protocol's rule for how long an answer may be used.</summary>
internal static class TimeToLive
{
    private const int Usual = 300;
    private const int Deprecated = 60;
    private const int Crawlable = 600;
    private const int LargeBundle = 900;
    private static readonly ByteSize LargeBundleSize = ByteSize.FromKilobytes(50);

    /// <summary>
    /// Seconds. The definition's own <c>ttl</c> wins, the intent's before the component's; but what depends on a session
    /// changes with it, which no request tells, and may be another person's by then: it is never kept.
    /// </summary>
    internal static int Of(IntentDefinition intent, ComponentDefinition component)
    {
        if (intent.ReadsSession)
        {
            return 0;
        }

        if ((intent.Ttl ?? component.Ttl) is { } stated)
        {
            return stated;
        }

        var deprecated =
            intent.Status is DefinitionStatus.Deprecated || component.Status is DefinitionStatus.Deprecated;
        var ttl = deprecated ? Deprecated : Usual;
        if (intent.Crawlable)
        {
            ttl = Math.Max(ttl, Crawlable);
        }

        return component.GzippedSize?.Bytes > LargeBundleSize.Bytes ? Math.Max(ttl, LargeBundle) : ttl;
    }
}
