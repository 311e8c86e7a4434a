using System.Diagnostics.Metrics;
using System.Text;
using IxpServer.Api.IntentLogs;
using IxpServer.Data.IntentLogs;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace IxpServer.Tests.IntentLogs;

/// <summary>The files that hold rows while the database is away.</summary>
public sealed class SpoolTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _place = new();
    private readonly IntentLogMetrics _metrics = new(
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(),
        new IntentLogOptions { SpoolDirectory = "" },
        TimeProvider.System
    );

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public void Batches_come_back_whole_and_in_order_also_in_the_next_process()
    {
        using (var first = Spool())
        {
            Assert.True(first.TryAppend(Rows("one", "two")));
            Assert.NotNull(first.Oldest());
            Assert.True(first.TryAppend(Rows("three")));
        }

        using var second = Spool();
        second.Open();
        Assert.True(second.TryAppend(Rows("four")));
        Assert.Equal(["one two", "three", "four"], Drain(second));
        Assert.True(second.IsEmpty);
        Assert.Equal(0, _metrics.SpooledBytes);
    }

    [Fact]
    public void Nothing_is_made_on_the_disk_before_it_is_needed()
    {
        using var spool = Spool();
        spool.Open();

        Assert.True(spool.IsEmpty);
        Assert.False(Directory.Exists(Path.Combine(_place.Path, "spool")));
    }

    [Theory, InlineData(1), InlineData(20), InlineData(100)]
    public void A_torn_tail_costs_only_the_batch_that_was_never_acknowledged(int lost)
    {
        string file;
        using (var spool = Spool())
        {
            spool.TryAppend(Rows("one"));
            spool.TryAppend(Rows("two"));
            file = spool.Oldest()!;
        }

        using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.SetLength(stream.Length - lost);
        }

        Assert.Equal(["one"], Read(file, out var damaged));
        Assert.True(damaged > 0);
    }

    [Fact]
    public void A_batch_that_the_disk_has_changed_is_left_out()
    {
        string file;
        using (var spool = Spool())
        {
            spool.TryAppend(Rows("one"));
            spool.TryAppend(Rows("two"));
            file = spool.Oldest()!;
        }

        var bytes = File.ReadAllBytes(file);
        bytes[40] ^= 1;
        File.WriteAllBytes(file, bytes);

        Assert.Equal(["two"], Read(file, out var damaged));
        Assert.True(damaged > 0);
    }

    [Fact]
    public void Its_size_is_bounded()
    {
        using var spool = Spool(mostBytes: 1_000);
        var kept = 0;
        while (spool.TryAppend(Rows(new string('x', 200))))
        {
            kept++;
        }

        Assert.Equal(3, kept);
        Drain(spool);
        Assert.True(spool.TryAppend(Rows("again")));
    }

    [Fact]
    public void Two_processes_do_not_share_files_and_what_one_left_is_taken_over()
    {
        var first = Spool();
        var second = Spool();
        first.TryAppend(Rows("first"));
        second.TryAppend(Rows("second"));
        Assert.Equal(["first"], Drain(first));
        second.Dispose();
        first.Dispose();

        using var later = Spool();
        later.Open();
        Assert.Equal(["second"], Drain(later));
    }

    [Fact]
    public void Only_the_server_may_read_the_files()
    {
        using var spool = Spool();
        spool.TryAppend(Rows("one"));

        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
#pragma warning disable CA1416 // Skipped there.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(spool.Oldest()!));
#pragma warning restore CA1416
    }

    [Fact]
    public void A_disk_that_fails_is_told_and_not_thrown()
    {
        File.WriteAllText(Path.Combine(_place.Path, "spool"), "a file where the directory should be");
        using var spool = Spool();

        Assert.False(spool.TryAppend(Rows("one")));
    }

    [Fact]
    public void A_file_that_cannot_be_deleted_does_not_keep_the_others_waiting()
    {
        using var spool = Spool();
        spool.TryAppend(Rows("one"));
        var file = spool.Oldest()!;
        spool.TryAppend(Rows("two"));
        File.Delete(file);
        Directory.CreateDirectory(file);

        Assert.Throws<UnauthorizedAccessException>(spool.RemoveOldest);
        Assert.Equal(["two"], Drain(spool));
        Assert.Equal(0, _metrics.SpooledBytes);
    }

    private IntentLogSpool Spool(long mostBytes = 1_000_000) =>
        new(
            new IntentLogOptions { SpoolDirectory = Path.Combine(_place.Path, "spool"), SpoolBytes = mostBytes },
            _metrics,
            NullLogger<IntentLogSpool>.Instance
        );

    private static IntentLogRows Rows(params string[] queries)
    {
        var batch = new IntentLogBatch();
        foreach (var query in queries)
        {
            batch.Add(
                new IntentLogEntry
                {
                    Id = Guid.CreateVersion7(),
                    CreatedAt = DateTime.UtcNow,
                    IntentType = "test",
                    Query = Encoding.UTF8.GetBytes(query),
                    ResponseTimeMs = 1,
                }
            );
        }

        return batch.Rows;
    }

    private static List<string> Drain(IntentLogSpool spool)
    {
        var all = new List<string>();
        while (spool.Oldest() is { } file)
        {
            all.AddRange(Read(file, out _));
            spool.RemoveOldest();
        }

        return all;
    }

    /// <summary>Each batch's queries in one text.</summary>
    private static List<string> Read(string file, out long damaged)
    {
        var found = 0L;
        var batches = new List<string>();
        foreach (var rows in SpoolFile.Read(file, bytes => found = bytes))
        {
            var queries = new List<string>();
            foreach (var row in rows)
            {
                queries.Add(Encoding.UTF8.GetString(row.Query.Span));
            }

            Assert.Equal(rows.Count, queries.Count);
            batches.Add(string.Join(' ', queries));
        }

        damaged = found;
        return batches;
    }
}
