using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace IxpServer.Api.Limits;

/// <summary>
/// A map of bounded size: at most two generations of so many entries. When the young one is full the old one goes as a
/// whole, so that what was not set for longest is forgotten without being counted one by one.
/// </summary>
/// <param name="size">Entries of a generation.</param>
internal sealed class Generations<TKey, TValue>(int size)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();
    private int _count;

    internal bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) =>
        _young.TryGetValue(key, out value) || _old.TryGetValue(key, out value);

    /// <summary>The value of a key, which is young again.</summary>
    internal TValue GetOrAdd<TState>(TKey key, Func<TKey, TState, TValue> make, TState state)
    {
        if (_young.TryGetValue(key, out var value))
        {
            return value;
        }

        lock (_lock)
        {
            if (!_young.TryGetValue(key, out value))
            {
                value = _old.TryGetValue(key, out var old) ? old : make(key, state);
                Add(key, value);
            }

            return value;
        }
    }

    internal void Set(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_young.ContainsKey(key))
            {
                _young[key] = value;
            }
            else
            {
                Add(key, value);
            }
        }
    }

    internal void Remove(TKey key)
    {
        lock (_lock)
        {
            _count -= _young.TryRemove(key, out _) ? 1 : 0;
            _old.TryRemove(key, out _);
        }
    }

    /// <summary>Removes what is so.</summary>
    internal void Remove(Func<TKey, TValue, bool> which)
    {
        lock (_lock)
        {
            foreach (var (key, _) in _young.Concat(_old).Where(entry => which(entry.Key, entry.Value)))
            {
                Remove(key);
            }
        }
    }

    private void Add(TKey key, TValue value)
    {
        // The dictionary's own count takes all of its locks.
        if (_count >= size)
        {
            (_old, _young, _count) = (_young, new(), 0);
        }

        _count++;
        _young[key] = value;
    }
}
