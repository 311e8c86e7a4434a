using System.Security.Cryptography;
using System.Text;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data.Entities;

namespace IxpServer.Api.IntentLogs;

/// <summary>Which rows a caller wants, of those that it may see.</summary>
/// <param name="Intent">Only of this intent.</param>
/// <param name="SessionId">Only of this session.</param>
/// <param name="UserId">Only of this user.</param>
/// <param name="Success">Only successes, or only failures.</param>
/// <param name="From">Not before this time.</param>
/// <param name="To">Before this time.</param>
public sealed record IntentLogFilter(
    string? Intent,
    Guid? SessionId,
    Guid? UserId,
    bool? Success,
    DateTime? From,
    DateTime? To
) : IQuery<IntentLogFilter>
{
    private const int MaxName = 255;

    static IReadOnlyList<QueryParameter> IQuery<IntentLogFilter>.Parameters { get; } =
    [
        QueryParameter.Text("intent", "Only renders of this intent", MaxName),
        QueryParameter.Id("sessionId", "Only renders of this session"),
        QueryParameter.Id("userId", "Only renders of this account; another's is for administrators"),
        QueryParameter.Flag("success", "Only successes, or only failures"),
        QueryParameter.Time("from", "Not before this time"),
        QueryParameter.Time("to", "Before this time"),
    ];

    static IntentLogFilter IQuery<IntentLogFilter>.Read(QueryFields fields) =>
        new(
            fields.Text("intent", MaxName),
            fields.Id("sessionId"),
            fields.Id("userId"),
            fields.Flag("success"),
            fields.Time("from"),
            fields.Time("to")
        );

    /// <summary>What of it a caller may see: people their own renders, administrators all.</summary>
    internal Outcome<IntentLogFilter> For(Caller caller) =>
        caller.IsAdmin ? this
        : caller.MaySee(UserId ?? caller.UserId) ? this with { UserId = caller.UserId }
        : IxpError.Forbidden("Only administrators may see the intent logs of others");

    /// <summary>Equal for equal filters only, and of bounded length.</summary>
    internal string Fingerprint() =>
        Convert.ToHexString(
            SHA256.HashData(
                Encoding.UTF8.GetBytes($"{SessionId}|{UserId}|{Success}|{From?.Ticks}|{To?.Ticks}|{Intent}")
            )
        );

    /// <summary>The rows, in any order.</summary>
    internal IQueryable<IntentLog> Apply(IQueryable<IntentLog> logs)
    {
        logs = UserId is { } user ? logs.Where(log => log.UserId == user) : logs;
        logs = SessionId is { } session ? logs.Where(log => log.SessionId == session) : logs;
        logs = Intent is { } intent ? logs.Where(log => log.IntentType == intent) : logs;
        // Not compared with a parameter: failures have an index of their own, which only their own words find.
        logs = Success switch
        {
            true => logs.Where(log => log.Success),
            false => logs.Where(log => !log.Success),
            null => logs,
        };
        logs = From is { } from ? logs.Where(log => log.CreatedAt >= from) : logs;
        return To is { } to ? logs.Where(log => log.CreatedAt < to) : logs;
    }
}
