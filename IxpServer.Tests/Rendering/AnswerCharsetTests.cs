using System.Text;
using System.Text.Unicode;
using IxpServer.Api.Rendering.Data;
using Xunit;

namespace IxpServer.Tests.Rendering;

/// <summary>Whatever bytes come, none becomes a character that was not sent.</summary>
public sealed class AnswerCharsetTests
{
    [Theory]
    [InlineData("us-ascii")]
    [InlineData("iso-8859-15")]
    [InlineData("windows-1252")]
    [InlineData("koi8-r")]
    [InlineData("shift_jis")]
    [InlineData("euc-jp")]
    [InlineData("euc-kr")]
    [InlineData("big5")]
    [InlineData("gb2312")]
    [InlineData("iso-2022-jp")]
    public void Bytes_are_read_in_their_charset_or_refused(string charset)
    {
        var random = new Random(17);
        for (var attempt = 0; attempt < 2_000; attempt++)
        {
            var bytes = new byte[random.Next(1, 12)];
            random.NextBytes(bytes);
            if (Read(bytes, charset) is { } text)
            {
                Assert.True(Utf8.IsValid(text));
                Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(text));
            }
        }
    }

    [Theory]
    [InlineData("utf-16le")]
    [InlineData("utf-16be")]
    [InlineData("utf-32")]
    public void What_is_read_as_another_form_of_unicode_is_all_that_was_sent(string charset)
    {
        var encoding = Encoding.GetEncoding(charset);
        var random = new Random(17);
        for (var attempt = 0; attempt < 2_000; attempt++)
        {
            var bytes = new byte[random.Next(1, 12)];
            random.NextBytes(bytes);

            // Four bytes of UTF-32 are seldom a character.
            bytes =
                charset is "utf-32" && attempt % 2 is 0 ? [.. encoding.GetBytes("ü\U0001F600"), .. bytes[..1]] : bytes;
            if (Read(bytes, charset) is { } text)
            {
                Assert.Equal(bytes, encoding.GetBytes(Encoding.UTF8.GetString(text)));
            }
        }
    }

    private static byte[]? Read(byte[] bytes, string charset)
    {
        try
        {
            return AnswerCharset.ToUtf8(bytes, charset).ToArray();
        }
        catch (DataProviderException fault)
        {
            Assert.Equal(DataFailure.Charset, fault.Failure);
            return null;
        }
    }
}
