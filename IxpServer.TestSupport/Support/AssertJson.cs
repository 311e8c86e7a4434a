using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace IxpServer.Tests.Support;

/// <summary>Compares JSON by value: white space and the order of members do not matter.</summary>
public static class AssertJson
{
    /// <summary>Fails, showing both, unless the two are the same value.</summary>
    public static void Equal(string expected, JsonElement actual)
    {
        var same = JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.GetRawText()));
        Assert.True(same, $"expected {expected}\nbut got  {actual.GetRawText()}");
    }
}
