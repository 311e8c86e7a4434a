using IxpServer.Api.Telemetry;
using Xunit;

namespace IxpServer.Tests.Telemetry;

public sealed class BoundedNamesTests
{
    [Fact]
    public void The_first_names_are_told_apart_and_stay_so_the_others_are_one()
    {
        var names = new BoundedNames(2);

        string[] asked = ["one", "two", "three", "one", "four", "two"];
        Assert.Equal(["one", "two", "other", "one", "other", "two"], asked.Select(names.Get));
    }
}
