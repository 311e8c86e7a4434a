using IxpServer.Api.Registry;
using IxpServer.Api.Registry.Stored;
using IxpServer.Benchmarks.Http;
using IxpServer.Data.Entities;

namespace IxpServer.Benchmarks.Registry;

/// <summary>
/// What publishing one definition costs a server that has 10,000 already, against one that has 10: reading it, and bringing
/// it into the snapshot. The two take turns.
/// </summary>
internal static class PublishBenchmark
{
    private const int Rounds = 60;
    private const int WarmUps = 20;

    /// <returns>0 when all budgets hold, 1 when one is missed.</returns>
    internal static int Run()
    {
        var (small, large) = (new Published(10), new Published(10_000));
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            small.Publish(round >= WarmUps);
            large.Publish(round >= WarmUps);
        }

        List<Figure> figures =
        [
            Figure.Ratio("publish: definition, 10,000 against 10", large.Reads, small.Reads, 1.5, 1.1),
            Figure.Ratio("publish: joined and checked", large.Joins, small.Joins, null, null),
            Figure.Ratio("publish: snapshot", large.Snapshots, small.Snapshots, null, null),
            new(
                "publish: joined and snapshot, 10,000",
                Figure.Median(large.Joins.Zip(large.Snapshots, (a, b) => a + b)) / 1_000,
                "ms",
                Budget: 50,
                Aim: 20
            ),
        ];
        Report.Print(figures);
        return figures.TrueForAll(figure => figure.IsMet) ? 0 : 1;
    }

    /// <summary>A registry in the database, as a replica holds it.</summary>
    private sealed class Published
    {
        private readonly List<StoredRow> _rows;
        private RegistrySnapshot? _snapshot;

        internal Published(int count)
        {
            _rows =
            [
                .. Enumerable
                    .Range(0, GeneratedRegistry.Components)
                    .Select(i => Read(GeneratedRegistry.ComponentRow(i))),
                .. Enumerable.Range(0, count).Select(i => Read(GeneratedRegistry.IntentRow(i))),
            ];
        }

        /// <summary>Microseconds of processor time of each round.</summary>
        internal List<double> Reads { get; } = [];

        internal List<double> Joins { get; } = [];

        internal List<double> Snapshots { get; } = [];

        internal void Publish(bool isMeasured)
        {
            var row = GeneratedRegistry.IntentRow(20_000 + _rows.Count);
            row.Document = row.Document.Replace(
                "\"type\":",
                $"\"$comment\":\"{_rows.Count}\",\"type\":",
                StringComparison.Ordinal
            );
            var start = Cpu;
            _rows.Add(Read(row));
            var read = Cpu;
            var joined = Definitions.Join([], _rows, []);
            var ready = Cpu;
            _snapshot = joined.ToSnapshot(_snapshot, DateTimeOffset.UtcNow);
            var end = Cpu;
            if (isMeasured)
            {
                Reads.Add((read - start).TotalMicroseconds);
                Joins.Add((ready - read).TotalMicroseconds);
                Snapshots.Add((end - ready).TotalMicroseconds);
            }
        }

        /// <summary>Of the process: what else the machine does is not in it.</summary>
        private static TimeSpan Cpu => Environment.CpuUsage.TotalTime;

        private static StoredRow Read(RegistryDefinition row) => StoredRow.Read(row, null);
    }
}
