using IxpServer.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Hosting;

/// <summary>The queue that intent logs and Elasticsearch's lines go through.</summary>
public sealed class BatcherTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_batch_is_due_when_its_first_item_has_waited_for_the_window()
    {
        var queue = Queue();
        var waiting = queue.WaitAsync(TestContext.Current.CancellationToken);
        Add(queue, "a");
        Add(queue, "b");
        Assert.False(waiting.IsCompleted);

        while (!waiting.IsCompleted)
        {
            // Until then it may not have come to look at the clock.
            _time.Advance(Window);
            await Task.Yield();
        }

        Assert.Equal(["a", "b"], queue.Take()!);
        Assert.Null(queue.Take());
    }

    [Fact]
    public async Task A_full_batch_is_due_at_once_by_number_and_by_bytes()
    {
        var queue = Queue();
        foreach (var item in new[] { "a", "b", "c", "12345678", "d" })
        {
            Add(queue, item);
        }

        await queue.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b", "c"], queue.Take()!);
        await queue.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["12345678"], queue.Take()!);
        Assert.Equal(1, queue.Items);
        Assert.False(queue.WaitAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    [Fact]
    public void What_finds_no_room_is_refused_until_a_batch_is_taken()
    {
        var queue = Queue();
        var kept = Enumerable.Range(0, 20).Count(_ => Add(queue, "x"));

        Assert.Equal(10, kept);
        Assert.Equal(3, queue.Take()!.Count);
        Assert.True(Add(queue, "y"));
    }

    [Fact]
    public async Task A_completed_queue_takes_nothing_more_and_gives_what_it_has_at_once()
    {
        var queue = Queue();
        Add(queue, "a");
        queue.Complete();

        Assert.False(Add(queue, "b"));
        await queue.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["a"], queue.Take()!);
        await queue.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Null(queue.Take());
    }

    private Batcher<List<string>> Queue() => new(new(10, 100, 3, 8, Window), () => [], _time);

    private static bool Add(Batcher<List<string>> queue, string item) =>
        queue.TryAdd(
            item,
            (batch, added) =>
            {
                batch.Add(added);
                return added.Length;
            }
        )
            is not null;
}
