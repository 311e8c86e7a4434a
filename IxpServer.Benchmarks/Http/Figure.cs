namespace IxpServer.Benchmarks.Http;

/// <summary>A measured value beside its budget.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The value that the budget is about.</param>
/// <param name="Unit">Its unit; <c>x</c> for a ratio.</param>
/// <param name="Budget">The highest allowed value; null when there is none.</param>
/// <param name="Aim">The value that is aimed at.</param>
internal sealed record Figure(string Name, double Value, string Unit, double? Budget = null, double? Aim = null)
{
    /// <summary>Microseconds of CPU per request, where the value is a ratio of two of them.</summary>
    public double? IxpMicroseconds { get; init; }

    /// <summary>The same of what it is compared with.</summary>
    public double? BareMicroseconds { get; init; }

    public bool IsMet => Budget is null || Value <= Budget;

    internal static Figure Ratio(
        string name,
        IReadOnlyList<double> costs,
        IReadOnlyList<double> baseline,
        double? budget,
        double? aim
    ) =>
        new(name, Median(costs.Zip(baseline, (cost, other) => cost / other)), "x", budget, aim)
        {
            IxpMicroseconds = Median(costs),
            BareMicroseconds = Median(baseline),
        };

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
