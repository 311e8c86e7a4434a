using IxpServer.Data;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Data;

/// <summary>What holds for rows on both databases.</summary>
public sealed class RowTests
{
    private static CancellationToken Cancel => TestDatabase.Cancel;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_address_is_taken_whatever_its_case_and_that_is_one_outcome(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var context = database.Open();
        context.Add(TestDatabase.NewUser("Ann@Example.com"));
        await context.SaveChangesAsync(Cancel);

        context.Add(TestDatabase.NewUser("aNN@example.COM"));
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Cancel));
        Assert.True(context.IsUniqueViolation(refused));
        context.ChangeTracker.Clear();

        Assert.Equal("Ann@Example.com", (await context.Users.WithEmail(" ANN@example.com ").SingleAsync(Cancel)).Email);
        Assert.Empty(await context.Users.WithEmail("ann@example.co").ToListAsync(Cancel));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_many_who_register_one_address_at_once_one_wins(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Task.Run(() => RegisterAsync(i % 2 is 0 ? "ann@x.com" : "ANN@x.com")))
        );

        Assert.Equal(1, outcomes.Count(won => won));

        async Task<bool> RegisterAsync(string email)
        {
            await using var context = database.Open();
            context.Add(TestDatabase.NewUser(email));
            try
            {
                await context.SaveChangesAsync(Cancel);
                return true;
            }
            catch (DbUpdateException refused) when (context.IsUniqueViolation(refused))
            {
                return false;
            }
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Other_faults_are_no_unique_violations(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var context = database.Open();
        context.Add(new Session { UserId = Guid.CreateVersion7() });
        Assert.False(
            context.IsUniqueViolation(
                await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Cancel))
            )
        );
        context.ChangeTracker.Clear();

        var user = TestDatabase.NewUser("ann@x.com");
        user.Role = "emperor";
        context.Add(user);
        Assert.False(
            context.IsUniqueViolation(
                await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Cancel))
            )
        );
        Assert.False(context.IsUniqueViolation(new InvalidOperationException()));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Times_are_read_as_they_were_written_and_are_set_on_every_save(DatabaseKind kind)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero).AddTicks(12_345_678));
        await using var database = await TestDatabase.CreateAsync(kind, time);
        await using var context = database.Open();
        var user = TestDatabase.NewUser("ann@x.com");
        context.Add(user);
        await context.SaveChangesAsync(Cancel);
        time.Advance(TimeSpan.FromHours(1));
        user.Name = "Anna";
        await context.SaveChangesAsync(Cancel);

        await using var other = database.Open();
        var read = await other.Users.SingleAsync(row => row.CreatedAt == user.CreatedAt, Cancel);
        Assert.Equal((user.Id, user.CreatedAt, user.UpdatedAt), (read.Id, read.CreatedAt, read.UpdatedAt));
        Assert.Equal(DateTimeKind.Utc, read.CreatedAt.Kind);
        Assert.Equal(1_234_567, read.CreatedAt.Ticks % TimeSpan.TicksPerMinute / TimeSpan.TicksPerMicrosecond);
        Assert.Equal(TimeSpan.FromHours(1), read.UpdatedAt - read.CreatedAt);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_tabs_cannot_lose_an_update_of_a_session(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var session = new Session { Context = [1], ContextKeyId = "k1" };
        await using var first = database.Open();
        first.Add(session);
        await first.SaveChangesAsync(Cancel);
        await using var second = database.Open();
        var same = await second.Sessions.SingleAsync(Cancel);

        session.Context = [2];
        await first.SaveChangesAsync(Cancel);
        same.Context = [3];
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync(Cancel));

        await using var third = database.Open();
        var read = await third.Sessions.SingleAsync(Cancel);
        Assert.Equal((2L, (byte)2, "k1"), (read.Version, read.Context![0], read.ContextKeyId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_belongs_to_a_user_goes_with_the_user_and_history_stays(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var context = database.Open();
        var user = TestDatabase.NewUser("ann@x.com");
        var session = new Session { UserId = user.Id };
        context.AddRange(user, session, Log(session.Id, null), Log(null, user.Id), Log(null, null));
        context.Add(Token(user.Id));
        context.Add(
            new ApiKey
            {
                UserId = user.Id,
                Name = "n",
                Prefix = "p",
                KeyHash = [1],
            }
        );
        context.Add(Definition(user.Id));
        context.Add(
            new AuditEntry
            {
                ActorId = user.Id,
                Actor = "ann",
                Action = "a",
            }
        );
        await context.SaveChangesAsync(Cancel);
        await context.Users.ExecuteDeleteAsync(Cancel);

        await using var other = database.Open();
        Assert.Equal(
            (0, 0, 0, 1),
            (
                await other.Sessions.CountAsync(Cancel),
                await other.RefreshTokens.CountAsync(Cancel),
                await other.ApiKeys.CountAsync(Cancel),
                await other.IntentLogs.CountAsync(Cancel)
            )
        );
        Assert.Null((await other.RegistryDefinitions.SingleAsync(Cancel)).CreatedBy);
        Assert.Equal(user.Id, (await other.AuditLog.SingleAsync(Cancel)).ActorId);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task History_can_only_be_added_to(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var context = database.Open();
        context.Add(new AuditEntry { Actor = "ann", Action = "a" });
        context.Add(Revision(1));
        await context.SaveChangesAsync(Cancel);

        foreach (var table in new[] { "audit_log", "registry_revisions" })
        {
            foreach (var change in new[] { $"DELETE FROM {table}", $"UPDATE {table} SET action = 'b'" })
            {
                var refused = await Assert.ThrowsAnyAsync<Exception>(() => database.ExecuteAsync(change));
                Assert.Contains($"{table} is append-only", refused.Message);
            }
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Revisions_are_numbered_without_gaps_by_many_writers_at_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(AppendAsync)));

        await using var context = database.Open();
        Assert.Equal(
            Enumerable.Range(1, 20).Select(i => (long)i),
            await context.RegistryRevisions.Select(row => row.Revision).Order().ToListAsync(Cancel)
        );
        Assert.Equal(20, await RegistryHistory.LatestAsync(context, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RegistryHistory.AppendAsync(context, Revision(0), Cancel)
        );

        async Task AppendAsync()
        {
            await using var own = database.Open();
            await own
                .Database.CreateExecutionStrategy()
                .ExecuteAsync(async () =>
                {
                    await using var transaction = await own.Database.BeginTransactionAsync(Cancel);
                    await RegistryHistory.AppendAsync(own, Revision(0), Cancel);
                    await transaction.CommitAsync(Cancel);
                });
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_version_is_published_once_and_its_document_keeps_its_order(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var context = database.Open();
        context.Add(Definition(null));
        await context.SaveChangesAsync(Cancel);
        context.ChangeTracker.Clear();
        Assert.Equal("""{"b":1,"a":2.50}""", (await context.RegistryDefinitions.SingleAsync(Cancel)).Document);

        context.Add(Definition(null));
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Cancel));
        Assert.True(context.IsUniqueViolation(refused));
        context.ChangeTracker.Clear();

        var broken = Definition(null);
        broken.Version = "2.0.0";
        broken.Document = "{";
        context.Add(broken);
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Cancel));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_list_goes_on_where_its_cursor_stands(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var context = database.Open();
        var noon = new DateTime(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < 10; i++)
        {
            // Three share each time, so that the id has to decide.
            var log = Log(null, null);
            log.CreatedAt = noon.AddSeconds(i / 3);
            context.Add(log);
        }

        await context.SaveChangesAsync(Cancel);
        context.ChangeTracker.Clear();

        var seen = new List<IntentLog>();
        while (true)
        {
            var last = seen.LastOrDefault();
            var page = await context
                .IntentLogs.Where(log =>
                    last == null
                    || log.CreatedAt < last.CreatedAt
                    || (log.CreatedAt == last.CreatedAt && log.Id < last.Id)
                )
                .OrderByDescending(log => log.CreatedAt)
                .ThenByDescending(log => log.Id)
                .Take(3)
                .ToListAsync(Cancel);
            if (page.Count is 0)
            {
                break;
            }

            seen.AddRange(page);
        }

        Assert.Equal(10, seen.DistinctBy(log => log.Id).Count());
        Assert.Equal(seen.OrderByDescending(log => log.CreatedAt).ThenByDescending(log => $"{log.Id}"), seen);
    }

    private static IntentLog Log(Guid? session, Guid? user) =>
        new()
        {
            IntentType = "show_weather",
            Query = "{}",
            Response = "{}",
            SessionId = session,
            UserId = user,
        };

    private static RefreshToken Token(Guid user) =>
        new()
        {
            UserId = user,
            FamilyId = Guid.CreateVersion7(),
            TokenHash = [1],
            ExpiresAt = DateTime.UtcNow,
        };

    private static RegistryDefinition Definition(Guid? by) =>
        new()
        {
            Kind = DefinitionKinds.Intent,
            Name = "show_weather",
            Version = "1.0.0",
            Document = """{"b":1,"a":2.50}""",
            CreatedBy = by,
        };

    private static RegistryRevision Revision(long number) =>
        new()
        {
            Revision = number,
            CreatedByName = "ann",
            Action = "publish",
            Changes = "[]",
        };
}
