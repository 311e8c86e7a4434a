using IxpServer.Api.IntentLogs;
using Xunit;

namespace IxpServer.Tests.IntentLogs;

public sealed class IntentLogIdTests
{
    [Fact]
    public void Ids_are_version_7_of_their_time_and_all_different()
    {
        var time = DateTimeOffset.UtcNow;
        var known = Guid.CreateVersion7(time).ToString()[..13];
        var ids = Enumerable.Range(0, 10_000).Select(_ => IntentLogId.Create(time)).ToHashSet();

        Assert.Equal(10_000, ids.Count);
        Assert.All(
            ids,
            id =>
            {
                Assert.Equal(7, id.Version);
                Assert.InRange(id.Variant, 8, 11);
                Assert.StartsWith(known, id.ToString(), StringComparison.Ordinal);
            }
        );
    }
}
