using System.Text;
using FsCheck.Xunit;
using IxpServer.Api.Security;
using IxpServer.Api.Sessions;
using IxpServer.Data.Connections;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IxpServer.Tests.Sessions;

/// <summary>What must hold for every context that is encrypted.</summary>
public sealed class ContextCipherTests
{
    private const string First = "0123456789abcdef0123456789abcdef";
    private const string Second = "fedcba9876543210fedcba9876543210";
    private const string Third = "thirdthirdthirdthirdthirdthird32";

    private static readonly ContextCipher Cipher = Make(First);

    [Property]
    public bool What_is_sealed_is_unsealed_as_it_was(Guid session, byte[] plain) =>
        Cipher.TryUnseal(session, Cipher.CurrentKeyId, Cipher.Seal(session, plain), out var read, out _)
        && read.SequenceEqual(plain);

    [Property(MaxTest = 40)]
    public bool A_context_with_any_bit_flipped_is_refused(Guid session, byte[] plain)
    {
        var data = Cipher.Seal(session, plain);
        return Enumerable
            .Range(0, 8 * data.Length)
            .All(bit =>
            {
                var changed = data.ToArray();
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                return IsRefused(Cipher, session, Cipher.CurrentKeyId, changed);
            });
    }

    [Property]
    public bool A_context_that_was_cut_or_made_longer_is_refused(Guid session, byte[] plain, byte more, byte length)
    {
        var data = Cipher.Seal(session, plain);
        return IsRefused(Cipher, session, Cipher.CurrentKeyId, [.. data, more])
            && IsRefused(Cipher, session, Cipher.CurrentKeyId, data[..(length % data.Length)]);
    }

    [Property]
    public bool A_context_of_another_session_is_refused(Guid session, Guid other, byte[] plain) =>
        session == other || IsRefused(Cipher, other, Cipher.CurrentKeyId, Cipher.Seal(session, plain));

    [Property]
    public bool Equal_contexts_are_sealed_differently_and_do_not_show(Guid session, string text)
    {
        var plain = Encoding.UTF8.GetBytes($"{text} and at least some known words");
        var (one, two) = (Cipher.Seal(session, plain), Cipher.Seal(session, plain));
        return !one.SequenceEqual(two) && one.AsSpan().IndexOf("known words"u8) < 0;
    }

    [Fact]
    public void A_context_under_an_earlier_key_is_read_while_that_key_is_configured()
    {
        var session = Guid.CreateVersion7();
        var data = Cipher.Seal(session, "{}"u8);
        var rotated = Make(Second, First);
        var forgetful = Make(Second);

        Assert.True(rotated.TryUnseal(session, Cipher.CurrentKeyId, data, out var plain, out _));
        Assert.Equal("{}"u8, plain);
        Assert.Equal([Cipher.CurrentKeyId], rotated.OtherKeyIds);
        Assert.NotEqual(Cipher.CurrentKeyId, rotated.CurrentKeyId);
        Assert.False(forgetful.TryUnseal(session, Cipher.CurrentKeyId, data, out _, out var fault));
        Assert.Contains($"'{Cipher.CurrentKeyId}' is configured: add it to ENCRYPTION_KEYS_PREVIOUS", fault);
        Assert.True(IsRefused(rotated, session, rotated.CurrentKeyId, data));
        Assert.True(IsRefused(rotated, session, null, data));
    }

    [Fact]
    public void A_key_has_the_same_id_however_it_is_written_and_counts_once()
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(First));
        var cipher = Make(First, $"{base64},{Second}\n {Second}");

        Assert.Equal(Cipher.CurrentKeyId, cipher.CurrentKeyId);
        Assert.Equal([Make(Second).CurrentKeyId], cipher.OtherKeyIds);
        Assert.Equal(
            [Make(Second).CurrentKeyId, Make(Third).CurrentKeyId],
            Make(First, null, Second, $"{Third},{First}").OtherKeyIds
        );
        Assert.Equal([Make(Second).CurrentKeyId, Make(Third).CurrentKeyId], Make(First, Second, Third).OtherKeyIds);
        Assert.Matches("^[0-9a-f]{16}$", cipher.CurrentKeyId);
    }

    private static bool IsRefused(ContextCipher cipher, Guid session, string? key, byte[] data) =>
        !cipher.TryUnseal(session, key, data, out var plain, out var fault) && plain is null && fault.Length > 0;

    private static ContextCipher Make(string key, string? previous = null, params string[] listed)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Ixp:Security:JwtSecret"] = new('j', 40),
                    ["Ixp:Security:EncryptionKey"] = key,
                    ["Ixp:Security:PreviousEncryptionKeys"] = previous,
                }
            )
            .AddInMemoryCollection(
                listed.Select(
                    (item, index) => KeyValuePair.Create($"Ixp:Security:PreviousEncryptionKeys:{index}", (string?)item)
                )
            )
            .Build();
        return new ContextCipher(
            SecurityKeys.Read(configuration, DatabaseConnection.Sqlite("unused.db", new DatabaseOptions()))
        );
    }
}
