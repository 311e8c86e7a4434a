using System.Collections.Concurrent;
using IxpServer.Api.Limits;

namespace IxpServer.Api.Security;

/// <summary>What the database said of something lately.</summary>
/// <param name="Value">What it said. The last known when it is away.</param>
/// <param name="IsKnown">Whether it ever said anything.</param>
internal readonly record struct Answer<T>(T? Value, bool IsKnown);

/// <summary>
/// Remembers for a few seconds what the database said, so that not every request asks it, and goes on with the last
/// known answer while it is away.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="load">Asks the database.</param>
/// <param name="isKept">Which answers are remembered; all of them by default.</param>
internal sealed class ExpiringCache<TKey, TValue>(
    TimeProvider time,
    Func<TKey, CancellationToken, Task<TValue>> load,
    Func<TValue, bool>? isKept = null
)
    where TKey : notnull
{
    /// <summary>How old an answer may be: the longest that a change of another replica can go unnoticed.</summary>
    internal static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>How long who can do without an answer waits for it.</summary>
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>How long one question may take.</summary>
    private static readonly TimeSpan LoadTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Two generations of so many answers: old ones go without being counted one by one.</summary>
    private const int MaxOfOneGeneration = 10_000;

    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue>>> _loading = new();
    private readonly Lock _keeping = new();
    private readonly Generations<TKey, Entry> _answers = new(MaxOfOneGeneration);
    private long _askedInVain = long.MinValue;

    /// <summary>The answer for a key.</summary>
    /// <param name="key">What to ask for.</param>
    /// <param name="isNeeded">Whether the caller cannot go on without an answer, and so waits longer.</param>
    internal async ValueTask<Answer<TValue>> GetAsync(TKey key, bool isNeeded)
    {
        var known = _answers.TryGet(key, out var entry);
        if (known && time.GetElapsedTime(entry.At) < Freshness)
        {
            return new(entry.Value, IsKnown: true);
        }

        var last = new Answer<TValue>(known ? entry.Value : default, known);
        if (!isNeeded && _askedInVain is not long.MinValue && time.GetElapsedTime(_askedInVain) < Freshness)
        {
            return last;
        }

        try
        {
            var question = _loading.GetOrAdd(key, Ask).Value;
            return new(await question.WaitAsync(isNeeded ? LoadTimeout : ShortTimeout), IsKnown: true);
        }
        catch (Exception)
        {
            // Why the database is away is its health check's to tell; whoever needs the answer fails with 503.
            _askedInVain = time.GetTimestamp();
            return last;
        }
    }

    /// <summary>Whether there is an answer, be it an old one, or the question is on its way.</summary>
    internal bool Knows(TKey key) => _answers.TryGet(key, out _) || _loading.ContainsKey(key);

    /// <summary>
    /// Forgets answers that a change on this server has made wrong, and questions that may have been asked before it:
    /// whoever asks next asks anew.
    /// </summary>
    internal void Forget(Func<TKey, bool> which)
    {
        lock (_keeping)
        {
            foreach (var (key, _) in _loading.Where(loading => which(loading.Key)))
            {
                _loading.TryRemove(key, out _);
            }

            _answers.Remove((key, _) => which(key));
        }
    }

    /// <summary>The same by what was answered. What is being asked could be answered so: all of that is asked anew.</summary>
    internal void ForgetAnswers(Func<TValue, bool> which)
    {
        lock (_keeping)
        {
            _loading.Clear();
            _answers.Remove((_, answer) => which(answer.Value));
        }
    }

    private Lazy<Task<TValue>> Ask(TKey key)
    {
        Lazy<Task<TValue>> question = null!;
        question = new(() => LoadAsync(key, question));
        return question;
    }

    private async Task<TValue> LoadAsync(TKey key, Lazy<Task<TValue>> question)
    {
        var own = KeyValuePair.Create(key, question);
        try
        {
            using var limit = new CancellationTokenSource(LoadTimeout);
            var value = await load(key, limit.Token);
            _askedInVain = long.MinValue;
            lock (_keeping)
            {
                // Unless it was forgotten meanwhile: what it says may be of before the change.
                if (_loading.TryRemove(own))
                {
                    Keep(key, value);
                }
            }

            return value;
        }
        finally
        {
            _loading.TryRemove(own);
        }
    }

    private void Keep(TKey key, TValue value)
    {
        if (isKept?.Invoke(value) is false)
        {
            // It may have been one that is.
            _answers.Remove(key);
            return;
        }

        _answers.Set(key, new Entry(value, time.GetTimestamp()));
    }

    private readonly record struct Entry(TValue Value, long At);
}
