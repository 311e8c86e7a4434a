using System.Collections.Concurrent;

namespace IxpServer.Api.Http;

/// <summary>
/// Bodies that are likely to be asked for again, in bounded memory. Who asks for ever new ones makes it forget all,
/// which costs no more than to have kept none.
/// </summary>
/// <param name="mostBytes">What all of them may take together.</param>
internal sealed class PreparedBodies(long mostBytes)
{
    /// <summary>What an entry takes besides its body, in bytes, roughly.</summary>
    private const int Overhead = 1_024;

    private readonly ConcurrentDictionary<string, PreparedBody> _bodies = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>How many are kept.</summary>
    internal int Count => _bodies.Count;

    /// <summary>The body of this key, made if it is not kept. Others may make the same at the same time.</summary>
    internal PreparedBody GetOrAdd(string key, Func<PreparedBody> make)
    {
        if (_bodies.TryGetValue(key, out var known))
        {
            return known;
        }

        // Twice: its compressed forms are kept with it.
        var body = make();
        var size = (2L * body.Bytes.Length) + (2 * key.Length) + Overhead;
        if (size > mostBytes)
        {
            return body;
        }

        if (Interlocked.Add(ref _bytes, size) > mostBytes)
        {
            _bodies.Clear();
            Interlocked.Exchange(ref _bytes, size);
        }

        return _bodies.GetOrAdd(key, body);
    }
}
