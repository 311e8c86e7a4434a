using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IxpServer.Tests.IntentLogs;

/// <summary>Counts the rows that come from a table.</summary>
internal sealed class CountedReads(string table) : DbCommandInterceptor
{
    private int _count;

    internal int Count => _count;

    public override InterceptionResult DataReaderDisposing(
        DbCommand command,
        DataReaderDisposingEventData eventData,
        InterceptionResult result
    )
    {
        if (command.CommandText.Contains(table, StringComparison.Ordinal))
        {
            Interlocked.Add(ref _count, eventData.ReadCount);
        }

        return result;
    }
}
