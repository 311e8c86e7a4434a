namespace IxpServer.Data.Connections;

/// <summary>
/// Counts what fails while something is away, so that its log has one line when that begins and one when it ends, however
/// many ask in between.
/// </summary>
public sealed class Outage
{
    private long _failures;

    /// <summary>Counts a failure.</summary>
    /// <returns>Whether it is the first.</returns>
    public bool Fail() => Interlocked.Increment(ref _failures) is 1;

    /// <summary>Ends it: what was asked for was there.</summary>
    /// <returns>How many failures there were; 0 when nothing was away.</returns>
    public long End() => Volatile.Read(ref _failures) is 0 ? 0 : Interlocked.Exchange(ref _failures, 0);
}
