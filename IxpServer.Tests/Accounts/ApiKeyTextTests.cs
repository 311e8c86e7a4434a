using IxpServer.Api.Security;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>What API keys look like.</summary>
public sealed class ApiKeyTextTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>As zlib and any Base64url compute it, so that others' scanners find keys.</summary>
    [Theory]
    [InlineData("ixp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_xb4Hw", true)]
    [InlineData("ixp_0123456789-_abcdefghijklmnopqrstuvwxyzABCDETgmu_w", true)]
    [InlineData("ixp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_xb4Hx", false)]
    [InlineData("ixp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_xb4Hw=", false)]
    [InlineData("ixp_ÄAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_xb4Hw", false)]
    [InlineData("", false)]
    public void The_check_is_a_CRC_32_of_what_stands_before_it(string key, bool isWellFormed) =>
        Assert.Equal(isWellFormed, ApiKeyText.IsWellFormed(key));

    [Fact]
    public void A_key_with_another_letter_at_any_place_or_two_exchanged_is_none()
    {
        for (var round = 0; round < 50; round++)
        {
            var key = ApiKeyText.Make();
            Assert.True(ApiKeyText.IsWellFormed(key));
            for (var place = 0; place < key.Length; place++)
            {
                var letter = Letters[(Letters.IndexOf(key[place]) + 1 + round) % Letters.Length];
                Assert.False(ApiKeyText.IsWellFormed($"{key[..place]}{letter}{key[(place + 1)..]}"));
                if (place > 0 && key[place] != key[place - 1])
                {
                    var exchanged = $"{key[..(place - 1)]}{key[place]}{key[place - 1]}{key[(place + 1)..]}";
                    Assert.False(ApiKeyText.IsWellFormed(exchanged));
                }
            }
        }
    }
}
