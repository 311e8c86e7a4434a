using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using IxpServer.Data.Connections;
using IxpServer.Processes.Postgres;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.IntentLogs;

/// <summary>Real processes, really killed.</summary>
public sealed class CrashTests : IAsyncDisposable
{
    /// <summary>Renders that are sent to a server at any one time.</summary>
    private const int Senders = 4;

    private readonly TemporaryDirectory _place = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task A_server_killed_under_load_loses_no_row_of_an_answered_render_in_committed_mode()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var api = Start("committed", database.Variables);
        var load = new Load(await api.ListeningAsync());
        await load.AnsweredAsync(400);
        await api.KillAsync();
        await load.StopAsync();

        var rows = (await database.RowsAsync("SELECT query FROM intent_logs")).ToHashSet();
        Assert.Subset(rows, load.Answered.Keys.ToHashSet());
    }

    [Fact]
    public async Task A_server_killed_under_load_loses_no_more_than_the_window_in_batched_mode()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var api = Start("batched", database.Variables);
        var load = new Load(await api.ReadyAsync());
        await load.AnsweredAsync(50);
        var startedAt = Stopwatch.GetTimestamp();
        await load.AnsweredAsync(400);
        var took = Stopwatch.GetElapsedTime(startedAt);
        await load.AnsweredAsync(1_200);
        var killedAt = Stopwatch.GetTimestamp();
        await api.KillAsync();
        await load.StopAsync();

        // The window, and the write that was under way: what that takes, this machine's pace tells. Much more was answered.
        var window = TimeSpan.FromMilliseconds(200) + took;
        var rows = (await database.RowsAsync("SELECT query FROM intent_logs")).ToHashSet();
        var lost = load.Answered.Where(answer => !rows.Contains(answer.Key)).ToList();
        Assert.All(
            lost,
            answer => Assert.InRange(Stopwatch.GetElapsedTime(answer.Value, killedAt), TimeSpan.MinValue, window)
        );
        Assert.NotEmpty(rows);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_server_that_is_told_to_end_under_load_writes_every_row_and_answers_what_it_accepted(
        DatabaseKind kind
    )
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var api = Start("batched", database.Variables);
        // What is answered before the database may be used is left in the spool by an end that comes as soon.
        var load = new Load(await api.ReadyAsync());
        await load.AnsweredAsync(400);
        Assert.Equal(0, await api.StopAsync());
        await load.StopAsync();

        Assert.Empty(load.Refused);
        // A row without an answer would be a render that was accepted and then dropped.
        var rows = await database.RowsAsync("SELECT query FROM intent_logs");
        Assert.Equal(load.Answered.Keys.Order(), rows.Order());
    }

    [Fact]
    public async Task A_PostgreSQL_killed_for_ten_seconds_under_load_costs_no_row_no_duplicate_and_no_render()
    {
        await using var cluster = await PostgresCluster.StartAsync(cancellation: Cancel);
        // One server of each mode, so that they share the ten seconds.
        await using var committed = Start("committed", await MigratedAsync(cluster, "committed"));
        await using var batched = Start("batched", await MigratedAsync(cluster, "batched"));
        var loads = new[] { new Load(await committed.ListeningAsync()), new Load(await batched.ListeningAsync()) };
        await Task.WhenAll(loads.Select(load => load.AnsweredAsync(100)));

        await cluster.KillAsync();
        await Task.WhenAll(loads.Select(load => load.ForAsync(TimeSpan.FromSeconds(10))));
        // Renders go on without the database.
        await Task.WhenAll(loads.Select(load => load.AnsweredAsync(50)));
        await cluster.StartAgainAsync(Cancel);
        await Task.WhenAll(loads.Select(load => load.AnsweredAsync(100)));
        await Task.WhenAll(loads.Select(load => load.StopAsync()));

        foreach (var (load, database) in loads.Zip(["committed", "batched"]))
        {
            // What is left in the queue is written, what is in the spool is replayed: then every row is there once.
            await Eventually.TrueAsync(
                async () =>
                    (await cluster.SqlAsync("SELECT count(*) FROM intent_logs", database, Cancel))[0]
                    == $"{load.Answered.Count}",
                $"every row is in {database}"
            );
            Assert.Empty(load.Refused);
            var rows = await cluster.SqlAsync("SELECT query FROM intent_logs", database, Cancel);
            Assert.Equal(load.Answered.Keys.Order(), rows.Order());
        }
    }

    private static async Task<IEnumerable<(string Name, string Value)>> MigratedAsync(
        PostgresCluster cluster,
        string database
    )
    {
        await cluster.CreateDatabaseAsync(database, cancellation: Cancel);
        var variables = new[] { ("ConnectionStrings__ixpdb", cluster.ConnectionString(database)) };
        await using var migrated = new TestDatabase(variables, null);
        await migrated.Migrator.MigrateAsync(Cancel);
        return variables;
    }

    private ServerProcess Start(string durability, IEnumerable<(string Name, string Value)> variables) =>
        ServerProcess.Start([
            .. variables,
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("PORT", "0"),
            ("JWT_SECRET", new string('s', 40)),
            ("ENCRYPTION_KEY", new string('k', 32)),
            ("INTENT_LOG_DURABILITY", durability),
            ("INTENT_LOG_SPOOL", Path.Combine(_place.Path, durability)),
        ]);

    /// <summary>Sends renders, each with a query of its own, until it is stopped or the server is gone.</summary>
    private sealed class Load
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        private readonly Task _senders;
        private int _sent;

        internal Load(Uri api) => _senders = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAsync(api)));

        /// <summary>The queries that were answered with 200, and when.</summary>
        internal ConcurrentDictionary<string, long> Answered { get; } = new();

        /// <summary>Other answers.</summary>
        internal ConcurrentBag<HttpStatusCode> Refused { get; } = [];

        /// <summary>Waits for so many more answers.</summary>
        internal Task<TimeSpan> AnsweredAsync(int more)
        {
            var enough = Answered.Count + more;
            return Eventually.TrueAsync(
                () => Task.FromResult(Answered.Count >= enough),
                $"{more} more renders are answered"
            );
        }

        internal async Task ForAsync(TimeSpan time)
        {
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < time; )
            {
                await NextAnswerAsync();
            }
        }

        internal async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _senders;
            _stop.Dispose();
        }

        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Task NextAnswerAsync() => _next.Task.WaitAsync(Eventually.Limit, Cancel);

        private async Task SendAsync(Uri api)
        {
            using var client = new HttpClient { BaseAddress = api };
            while (!_stop.IsCancellationRequested)
            {
                var query = $"render {Interlocked.Increment(ref _sent)}";
                try
                {
                    // Not cancelled half-way: a render is answered or it is not.
                    using var response = await client.PostAsJsonAsync(
                        "/ixp/render",
                        new
                        {
                            intent = new { name = "show_weather", parameters = new { city = "Bonn" } },
                            context = new { query },
                        },
                        Cancel
                    );
                    if (response.StatusCode is HttpStatusCode.OK)
                    {
                        Answered[query] = Stopwatch.GetTimestamp();
                    }
                    else
                    {
                        Refused.Add(response.StatusCode);
                    }
                }
                catch (HttpRequestException)
                {
                    return;
                }

                Interlocked
                    .Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
                    .TrySetResult();
            }
        }
    }
}
