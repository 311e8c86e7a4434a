using System.Collections.Concurrent;
using IxpServer.Api.Security;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>What is remembered of the database's answers, and for how long.</summary>
public sealed class ExpiringCacheTests
{
    private readonly ConcurrentQueue<TaskCompletionSource<string>> _asked = new();
    private readonly ExpiringCache<string, string> _recent;

    public ExpiringCacheTests() =>
        _recent = new(
            new FakeTimeProvider(),
            (_, _) =>
            {
                var answer = new TaskCompletionSource<string>();
                _asked.Enqueue(answer);
                return answer.Task;
            }
        );

    [Fact]
    public async Task An_answer_that_was_on_its_way_when_it_was_forgotten_is_neither_kept_nor_waited_for()
    {
        var before = _recent.GetAsync("ann", isNeeded: true).AsTask();
        _recent.Forget(key => key is "ann");
        var after = _recent.GetAsync("ann", isNeeded: true).AsTask();
        Assert.Equal(2, _asked.Count);

        _asked.ElementAt(1).SetResult("ended");
        Assert.Equal(new("ended", IsKnown: true), await after);
        _asked.ElementAt(0).SetResult("active");
        await before;

        Assert.Equal(new("ended", IsKnown: true), await _recent.GetAsync("ann", isNeeded: true));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task An_answer_comes_late_and_nobody_has_asked_again()
    {
        var before = _recent.GetAsync("ann", isNeeded: true).AsTask();
        _recent.Forget(key => key is "ann");
        _asked.ElementAt(0).SetResult("active");
        await before;

        var after = _recent.GetAsync("ann", isNeeded: true).AsTask();
        _asked.ElementAt(1).SetResult("ended");
        Assert.Equal(new("ended", IsKnown: true), await after);
    }

    [Fact]
    public async Task What_is_forgotten_of_others_costs_nothing()
    {
        var ann = _recent.GetAsync("ann", isNeeded: true).AsTask();
        _recent.Forget(key => key is "bob");
        _asked.ElementAt(0).SetResult("active");
        await ann;

        Assert.Equal(new("active", IsKnown: true), await _recent.GetAsync("ann", isNeeded: true));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task What_is_on_its_way_when_answers_of_a_kind_are_forgotten_is_asked_anew()
    {
        var ann = _recent.GetAsync("ann", isNeeded: true).AsTask();
        _asked.ElementAt(0).SetResult("of ann");
        await ann;
        var bob = _recent.GetAsync("bob", isNeeded: true).AsTask();
        _asked.ElementAt(1).SetResult("of bob");
        await bob;
        var before = _recent.GetAsync("second", isNeeded: true).AsTask();

        _recent.ForgetAnswers(answer => answer is "of ann");
        _asked.ElementAt(2).SetResult("of ann");
        await before;

        Assert.Equal((false, true, false), (_recent.Knows("ann"), _recent.Knows("bob"), _recent.Knows("second")));
    }

    /// <summary>While the database is away the last answer holds: that must not be one which it has taken back.</summary>
    [Fact]
    public async Task An_answer_that_is_not_kept_takes_the_earlier_one_away()
    {
        var time = new FakeTimeProvider();
        Func<string> answer = () => "good";
        var recent = new ExpiringCache<string, string>(
            time,
            (_, _) => Task.FromResult(answer()),
            isKept: value => value is "good"
        );
        Assert.Equal(new("good", IsKnown: true), await recent.GetAsync("key", isNeeded: true));

        time.Advance(ExpiringCache<string, string>.Freshness);
        answer = () => "ended";
        Assert.Equal(new("ended", IsKnown: true), await recent.GetAsync("key", isNeeded: true));
        Assert.False(recent.Knows("key"));
        answer = () => throw new InvalidOperationException("away");
        Assert.Equal(default, await recent.GetAsync("key", isNeeded: true));
    }
}
