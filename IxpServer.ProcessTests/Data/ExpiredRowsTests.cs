using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Data.Maintenance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Data;

public sealed class ExpiredRowsTests
{
    private static readonly DateTime Now = new(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Cancel => TestDatabase.Cancel;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Tokens_go_when_they_have_expired_and_not_before(DatabaseKind kind)
    {
        await using var database = await StartAsync(kind);
        var user = await database.AddUserAsync("ann@example.com");
        await AddAsync(
            database,
            Refresh(user, Now.AddSeconds(-1), 1),
            Refresh(user, Now.AddSeconds(1), 2),
            Mailed(user, Now.AddSeconds(-1), 3),
            Mailed(user, Now.AddSeconds(1), 4)
        );

        Assert.Equal(new ExpiredCounts(1, 1, 0), await RemoveAsync(database));
        await using var context = database.Open();
        Assert.Equal(2, (await context.RefreshTokens.SingleAsync(Cancel)).TokenHash[0]);
        Assert.Equal(4, (await context.UserTokens.SingleAsync(Cancel)).TokenHash[0]);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task More_rows_than_a_batch_takes_go_in_one_run(DatabaseKind kind)
    {
        await using var database = await StartAsync(kind);
        var user = await database.AddUserAsync("ann@example.com");
        await AddAsync(database, [.. Enumerable.Range(0, 2_001).Select(i => Refresh(user, Now.AddDays(-1), i))]);
        await AddAsync(database, [.. Enumerable.Range(0, 1_001).Select(_ => Session(null, 8))]);

        Assert.Equal(new ExpiredCounts(2_001, 0, 1_001), await RemoveAsync(database));
        Assert.Equal(new ExpiredCounts(0, 0, 0), await RemoveAsync(database));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Sessions_go_when_nobody_has_used_them_for_the_time_of_their_kind(DatabaseKind kind)
    {
        await using var database = await StartAsync(kind, ("Ixp:Database:SessionRetentionDays", "30"));
        var user = await database.AddUserAsync("ann@example.com");
        var changed = Session(null, 8);
        changed.UpdatedAt = Now.AddDays(-6);
        var (rendered, unused) = (Session(null, 8), Session(null, 8));
        Session[] kept = [changed, rendered, Session(null, 6), Session(user, 29)];
        await AddAsync(database, [.. kept, unused, Session(user, 31)]);
        await AddAsync(database, Log(rendered, 6), Log(unused, 8));

        Assert.Equal(2, (await RemoveAsync(database)).Sessions);
        await using var context = database.Open();
        Assert.Equal(
            kept.Select(session => session.Id).Order(),
            (await context.Sessions.Select(session => session.Id).ToListAsync(Cancel)).Order()
        );
        // The logs have a retention of their own.
        var logs = await context.IntentLogs.OrderBy(log => log.CreatedAt).ToListAsync(Cancel);
        Assert.Equal([null, rendered.Id], logs.Select(log => log.SessionId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Sessions_of_accounts_stay_unless_a_setting_says_otherwise(DatabaseKind kind)
    {
        await using var database = await StartAsync(kind, ("Ixp:Database:AnonymousSessionRetentionDays", "0"));
        await AddAsync(database, Session(await database.AddUserAsync("ann@example.com"), 9_999), Session(null, 9_999));

        Assert.Equal(0, (await RemoveAsync(database)).Sessions);
    }

    private static Task<TestDatabase> StartAsync(DatabaseKind kind, params (string, string)[] settings) =>
        TestDatabase.CreateAsync(
            kind,
            new FakeTimeProvider(new DateTimeOffset(Now)),
            settings is [] or [("Ixp:Database:SessionRetentionDays", _)]
                ? [("Ixp:Database:AnonymousSessionRetentionDays", "7"), .. settings]
                : settings
        );

    private static Task<ExpiredCounts> RemoveAsync(TestDatabase database) =>
        database.Services.GetRequiredService<ExpiredRows>().RemoveAsync(Cancel);

    private static async Task AddAsync(TestDatabase database, params object[] rows)
    {
        await using var context = database.Open();
        context.AddRange(rows);
        await context.SaveChangesAsync(Cancel);
    }

    private static RefreshToken Refresh(User user, DateTime expiresAt, int hash) =>
        new()
        {
            UserId = user.Id,
            TokenHash = BitConverter.GetBytes(hash),
            ExpiresAt = expiresAt,
        };

    private static UserToken Mailed(User user, DateTime expiresAt, int hash) =>
        new()
        {
            UserId = user.Id,
            Purpose = TokenPurposes.ResetPassword,
            Email = user.Email,
            TokenHash = BitConverter.GetBytes(hash),
            ExpiresAt = expiresAt,
        };

    private static Session Session(User? user, int daysAgo) =>
        new()
        {
            UserId = user?.Id,
            CreatedAt = Now.AddDays(-daysAgo),
            UpdatedAt = Now.AddDays(-daysAgo),
        };

    private static IntentLog Log(Session session, int daysAgo) =>
        new()
        {
            IntentType = "show_weather",
            Query = "{}",
            SessionId = session.Id,
            CreatedAt = Now.AddDays(-daysAgo),
        };
}
