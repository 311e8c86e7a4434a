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
) : IQuery<AuditFilter>
{
    private const int MaxText = 255;

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        QueryParameter.Text("action", "Only this action, such as user.register", MaxText),
        QueryParameter.Text("actor", "Only what somebody of this name did", MaxText),
        QueryParameter.Id("actorId", "Only what this account did"),
        QueryParameter.Text("targetType", "Only what was done to things of this kind", MaxText),
        QueryParameter.Text("targetId", "Only what was done to this thing", MaxText),
        QueryParameter.Time("from", "Not before this time"),
        QueryParameter.Time("to", "Before this time"),
    ];

    public static AuditFilter Read(QueryFields fields) =>
        new(
            fields.Text("action", MaxText),
            fields.Text("actor", MaxText),
            fields.Id("actorId"),
            fields.Text("targetType", MaxText),
            fields.Text("targetId", MaxText),
            fields.Time("from"),
            fields.Time("to")
        );

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
