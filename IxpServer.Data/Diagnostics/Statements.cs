namespace IxpServer.Data.Diagnostics;

/// <summary>By which figure statements are ordered.</summary>
public enum StatementOrder
{
    /// <summary>Mean time of an execution.</summary>
    Mean,

    /// <summary>Time of all executions together.</summary>
    Total,

    /// <summary>Number of executions.</summary>
    Calls,
}

/// <summary>What all executions of one statement came to, since the statistics were reset.</summary>
/// <param name="Query">The statement, its constants replaced.</param>
/// <param name="Calls">Executions.</param>
/// <param name="TotalMs">Time of all of them, in milliseconds.</param>
/// <param name="MeanMs">Mean time of one, in milliseconds.</param>
/// <param name="MaxMs">The longest, in milliseconds.</param>
/// <param name="Rows">Rows returned or changed.</param>
/// <param name="BlocksHit">Blocks found in PostgreSQL's cache.</param>
/// <param name="BlocksRead">Blocks that had to be read.</param>
public sealed record StatementStatistics(
    string Query,
    long Calls,
    double TotalMs,
    double MeanMs,
    double MaxMs,
    long Rows,
    long BlocksHit,
    long BlocksRead
);

/// <summary>What one client is doing.</summary>
/// <param name="Pid">Its process in PostgreSQL, for <c>pg_cancel_backend</c>.</param>
/// <param name="User">Its role.</param>
/// <param name="Application">What it calls itself.</param>
/// <param name="State">Such as <c>active</c> or <c>idle in transaction</c>.</param>
/// <param name="Waiting">What it waits for; empty when for nothing.</param>
/// <param name="QuerySeconds">Since its last statement began.</param>
/// <param name="TransactionSeconds">Since its transaction began; null outside of one.</param>
/// <param name="Query">The statement; null where it may hold values.</param>
public sealed record RunningStatement(
    int Pid,
    string User,
    string Application,
    string State,
    string Waiting,
    double? QuerySeconds,
    double? TransactionSeconds,
    string? Query
);
