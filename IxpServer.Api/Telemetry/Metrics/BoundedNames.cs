using System.Collections.Concurrent;

namespace IxpServer.Api.Telemetry;

/// <summary>
/// The values of a label that definitions name: the first ones are told apart, all that come later are one. What is
/// kept of them, here and by whoever scrapes, is bounded so, however many definitions come and go.
/// </summary>
/// <param name="most">How many names are told apart.</param>
internal sealed class BoundedNames(int most)
{
    /// <summary>Stands for the names that came too late.</summary>
    internal const string Other = "other";

    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The label's value for a name.</summary>
    internal string Get(string name)
    {
        if (_names.TryGetValue(name, out var known))
        {
            return known;
        }

        // Full: nothing more is kept, so that the dictionary cannot grow with the names that are not told apart.
        if (Volatile.Read(ref _count) >= most || Interlocked.Increment(ref _count) > most)
        {
            return Other;
        }

        return _names.GetOrAdd(name, name);
    }
}
