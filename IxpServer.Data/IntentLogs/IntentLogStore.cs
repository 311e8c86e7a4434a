namespace IxpServer.Data.IntentLogs;

/// <summary>Writes many rows of intent logs at once, past EF, which would be many times slower.</summary>
public abstract class IntentLogStore
{
    /// <summary>
    /// Writes the rows in one transaction. Rows that the database refuses for what they hold are left out and counted,
    /// such as those of a session or user that has been deleted meanwhile: the others must not wait for them.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="mayBeThere">Whether some may have been written before; those are left as they are.</param>
    /// <param name="cancellationToken">Gives up; whether the rows were written is then unknown.</param>
    /// <returns>How many rows were refused.</returns>
    /// <exception cref="System.Data.Common.DbException">The database is away, or not ready for the rows.</exception>
    public abstract Task<int> WriteAsync(IntentLogRows rows, bool mayBeThere, CancellationToken cancellationToken);
}
