using IxpServer.Api.Http;
using IxpServer.Data.Diagnostics;

namespace IxpServer.Api.Operations.Diagnostics;

/// <summary>Which statements come first.</summary>
/// <param name="Order">By what.</param>
internal sealed record StatementQuery(StatementOrder Order) : IQuery<StatementQuery>
{
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [QueryParameter.OneOf("order", "By mean time (when left out), total time or calls", "mean", "total", "calls")];

    public static StatementQuery Read(QueryFields fields)
    {
        var order = StatementOrder.Mean;
        if (
            fields.Value("order") is { } text
            && (!Enum.TryParse(text, ignoreCase: true, out order) || !Enum.IsDefined(order))
        )
        {
            fields.Refuse("order must be mean, total or calls");
        }

        return new(order);
    }
}

/// <summary>Which statements run for long.</summary>
/// <param name="Least">For at least so long.</param>
internal sealed record RunningQuery(TimeSpan Least) : IQuery<RunningQuery>
{
    /// <summary>What the guide calls a long-running query.</summary>
    private const int LongSeconds = 300;
    private const int MaxSeconds = 86_400;

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [QueryParameter.Integer("seconds", $"For at least so long, {LongSeconds} when left out", 0, MaxSeconds)];

    public static RunningQuery Read(QueryFields fields) =>
        new(TimeSpan.FromSeconds(fields.Integer("seconds", 0, MaxSeconds) ?? LongSeconds));
}

/// <summary>Which renders are listed.</summary>
/// <param name="Intent">Only of this intent; null for all.</param>
/// <param name="Least">Only those that took at least so long.</param>
internal sealed record RenderQuery(string? Intent, TimeSpan Least) : IQuery<RenderQuery>
{
    private const int MaxMilliseconds = 86_400_000;
    private const int MaxName = 255;

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        QueryParameter.Text("intent", "Only renders of this intent", MaxName),
        QueryParameter.Integer("milliseconds", "Only those that took at least so long", 0, MaxMilliseconds),
    ];

    public static RenderQuery Read(QueryFields fields) =>
        new(fields.Value("intent"), TimeSpan.FromMilliseconds(fields.Integer("milliseconds", 0, MaxMilliseconds) ?? 0));
}
