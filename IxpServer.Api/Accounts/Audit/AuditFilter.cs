using IxpServer.Api.Http;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Accounts.Audit;

/// <summary>Which lines are listed.</summary>
/// <param name="Action">Only this action.</param>
/// <param name="Actor">Only what somebody of this name did.</param>
/// <param name="ActorId">Only what this account did.</param>
/// <param name="TargetType">Only what was done to things of this kind.</param>
/// <param name="TargetId">Only what was done to this thing.</param>
/// <param name="From">Not before this time.</param>
/// <param name="To">Before this time.</param>
internal sealed record AuditFilter(
    string? Action,
    string? Actor,
    Guid? ActorId,
    string? TargetType,
    string? TargetId,
    DateTime? From,
    DateTime? To
)
{
    private const int LongestText = 255;

    /// <summary>Reads the query's parameters; all faults are told at once.</summary>
    internal static Outcome<AuditFilter> Read(IQueryCollection query)
    {
        var fields = new QueryFields(query);
        var filter = new AuditFilter(
            fields.Text("action", LongestText),
            fields.Text("actor", LongestText),
            fields.Id("actorId"),
            fields.Text("targetType", LongestText),
            fields.Text("targetId", LongestText),
            fields.Time("from"),
            fields.Time("to")
        );
        return fields.Error is { } error ? error : filter;
    }

    internal IQueryable<AuditEntry> Apply(IQueryable<AuditEntry> entries)
    {
        entries = Action is null ? entries : entries.Where(entry => entry.Action == Action);
        entries = Actor is null ? entries : entries.Where(entry => entry.Actor == Actor);
        entries = ActorId is { } actor ? entries.Where(entry => entry.ActorId == actor) : entries;
        entries = TargetType is null ? entries : entries.Where(entry => entry.TargetType == TargetType);
        entries = TargetId is null ? entries : entries.Where(entry => entry.TargetId == TargetId);
        entries = From is { } from ? entries.Where(entry => entry.CreatedAt >= from) : entries;
        return To is { } to ? entries.Where(entry => entry.CreatedAt < to) : entries;
    }
}
