using IxpServer.Processes;
using Xunit;

namespace IxpServer.Tests.Processes;

public sealed class BinariesTests
{
    [Fact]
    public void Programs_of_PostgreSQL_stand_beside_the_server_that_a_link_leads_to()
    {
        var real = Binaries.OfThisMachine.FindPostgres("postgres");
        var links = Directory.CreateTempSubdirectory();
        try
        {
            File.CreateSymbolicLink(Path.Combine(links.FullName, "postgres"), real);

            var initdb = new Binaries([links.FullName]).FindPostgres("initdb");

            Assert.Equal(Path.Combine(Path.GetDirectoryName(real)!, "initdb"), initdb);
        }
        finally
        {
            links.Delete(recursive: true);
        }
    }
}
