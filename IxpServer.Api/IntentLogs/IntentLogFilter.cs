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
/// <param name="Owner">Only rows of this user may be seen; null when all may.</param>
public sealed record IntentLogFilter(
    string? Intent,
    Guid? SessionId,
    Guid? UserId,
    bool? Success,
    DateTime? From,
    DateTime? To,
    Guid? Owner
)
{
    private const int LongestName = 255;

    /// <summary>Reads the query's parameters; all faults are told at once.</summary>
    public static (IntentLogFilter? Filter, IxpError? Error) Read(IQueryCollection query, Caller caller)
    {
        var fields = new QueryFields(query);
        var filter = new IntentLogFilter(
            fields.Text("intent", LongestName),
            fields.Id("sessionId"),
            fields.Id("userId"),
            fields.Flag("success"),
            fields.Time("from"),
            fields.Time("to"),
            caller.IsAdmin ? null : caller.UserId ?? Guid.Empty
        );
        return fields.Error is { } error ? (null, error) : (filter, null);
    }

    /// <summary>Equal for equal filters only, and of bounded length.</summary>
    internal string Fingerprint() =>
        Convert.ToHexString(
            SHA256.HashData(
                Encoding.UTF8.GetBytes($"{Owner}|{SessionId}|{UserId}|{Success}|{From?.Ticks}|{To?.Ticks}|{Intent}")
            )
        );

    /// <summary>The rows, in any order.</summary>
    internal IQueryable<IntentLog> Apply(IQueryable<IntentLog> logs)
    {
        logs = Owner is { } owner ? logs.Where(log => log.UserId == owner) : logs;
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
