using IxpServer.Processes;
using Xunit;

namespace IxpServer.Tests.Processes;

public sealed class BinariesTests
{
    [Theory]
    [InlineData("postgres", "postgresql")]
    [InlineData("redis-server", "redis-server")]
    public void A_missing_program_is_named_with_the_package_to_install(string program, string package)
    {
        var missing = Assert.Throws<MissingBinaryException>(() => new Binaries([Path.GetTempPath()]).Find(program));

        Assert.Equal($"{program} is not installed. On Debian and Ubuntu: apt-get install {package}", missing.Message);
    }

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
