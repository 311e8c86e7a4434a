using IxpServer.Processes;
using Xunit;

namespace IxpServer.Tests.Processes;

/// <summary>What the tests of real servers need of the machine.</summary>
internal static class Installed
{
    /// <summary>Fails the test where a program is missing, and says how to get it.</summary>
    public static void Need(params string[] programs)
    {
        foreach (var program in programs)
        {
            try
            {
                Binaries.OfThisMachine.Find(program);
            }
            catch (MissingBinaryException missing)
            {
                Assert.Fail(missing.Message);
            }
        }
    }
}
