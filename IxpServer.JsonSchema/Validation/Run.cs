using System.Runtime.CompilerServices;
using IxpServer.JsonSchema.Compilation;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// The state of one validation: its budgets, what has been evaluated, the dynamic scope and, when faults are wanted, the
/// faults. One instance a thread is kept for the next validation, so that none need be allocated.
/// </summary>
internal sealed class Run
{
    // How often the real stack is looked at; the levels between must fit what the runtime keeps in reserve.
    private const int StackCheckInterval = 16;

    [ThreadStatic]
    private static Run? spare;

    private readonly List<SchemaResource> scope = [];
    private int steps;
    private int depth;
    private int maxDepth;

    /// <summary>What <c>unevaluatedProperties</c> and <c>unevaluatedItems</c> need to know.</summary>
    public EvaluatedMarks Marks { get; } = new();

    /// <summary>The resources being evaluated, outermost first (JSON Schema Core 2020-12, section 7.1).</summary>
    public IReadOnlyList<SchemaResource> Scope => scope;

    /// <summary>Collects the faults, or null when the first one ends the validation.</summary>
    public FaultCollector? Faults { get; private set; }

    /// <summary>Which budget ran out, or null. Once one has, every evaluation fails at once.</summary>
    public string? Exhausted { get; private set; }

    /// <summary>Takes a run for one validation; give it back with <see cref="Return"/>.</summary>
    public static Run Rent(SchemaOptions options, FaultCollector? faults)
    {
        var run = spare ?? new Run();
        spare = null;
        run.steps = options.MaxSteps;
        run.maxDepth = options.MaxDepth;
        run.depth = 0;
        run.Exhausted = null;
        run.Faults = faults;
        return run;
    }

    /// <summary>Gives the run back.</summary>
    public void Return()
    {
        Faults = null;
        scope.Clear();
        spare = this;
    }

    /// <summary>Spends one step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Step() => --steps >= 0 || Exhaust("takes too many steps to validate");

    /// <summary>Goes one level deeper; pair a success with <see cref="Leave"/>.</summary>
    public bool Enter()
    {
        if (depth >= maxDepth)
        {
            return Exhaust("is nested too deeply to validate");
        }

        depth++;
        if (depth % StackCheckInterval == 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            depth--;
            return Exhaust("is nested too deeply to validate");
        }

        return true;
    }

    /// <summary>Comes back from one level deeper.</summary>
    public void Leave() => depth--;

    /// <summary>Enters a schema resource; tells whether <see cref="LeaveResource"/> is due.</summary>
    public bool EnterResource(SchemaResource resource)
    {
        if (scope.Count > 0 && scope[^1] == resource)
        {
            return false;
        }

        scope.Add(resource);
        return true;
    }

    /// <summary>Leaves the resource entered last.</summary>
    public void LeaveResource() => scope.RemoveAt(scope.Count - 1);

    /// <summary>Leaves all resources but the outermost ones.</summary>
    public void TrimScope(int count) => scope.RemoveRange(count, scope.Count - count);

    /// <summary>Evaluates without collecting faults.</summary>
    public bool Test(SchemaNode node, System.Text.Json.JsonElement value)
    {
        var faults = Faults;
        Faults = null;
        var ok = node.Evaluate(value, this);
        Faults = faults;
        return ok;
    }

    /// <summary>Ends the validation because a budget ran out.</summary>
    /// <returns>Always false.</returns>
    public bool Exhaust(string message)
    {
        Exhausted ??= message;
        steps = 0;
        return false;
    }
}
