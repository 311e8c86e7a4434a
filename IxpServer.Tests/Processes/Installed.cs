using IxpServer.Processes;
using Xunit;

namespace IxpServer.Tests.Processes;

/// <summary>What the tests of real servers need of the machine.</summary>
internal static class Installed
{
    /// <summary>Skips the test where a program is missing; fails it in continuous integration, which must have all.</summary>
    public static void Need(params string[] programs)
    {
        foreach (var program in programs)
        {
            try
            {
                Binaries.OfThisMachine.Find(program);
            }
            catch (MissingBinaryException missing) when (Environment.GetEnvironmentVariable("CI") is not "true")
            {
                Assert.Skip(missing.Message);
            }
        }
    }
}
