using IxpServer.Data.Connections;
using Xunit;

namespace IxpServer.Tests.Data;

/// <summary>Every database that the server runs on.</summary>
public sealed class BothDatabases : TheoryData<DatabaseKind>
{
    public BothDatabases()
    {
        Add(DatabaseKind.Sqlite);
        Add(DatabaseKind.Postgres);
    }
}
