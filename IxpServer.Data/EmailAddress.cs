using System.Buffers;

namespace IxpServer.Data;

/// <summary>What an account's address may be.</summary>
public static class EmailAddress
{
    /// <summary>The most characters that it may have (RFC 5321, section 4.5.3.1.3, without its brackets).</summary>
    public const int Longest = 254;

    private const int MaxLocalPart = 64;
    private const int MaxLabel = 63;

    /// <summary>
    /// ASCII only, as RFC 5321 has it: with other letters, two addresses that a database holds for different could
    /// be one to a mail server, or to the eye.
    /// </summary>
    private static readonly SearchValues<char> LocalPart = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~"
    );

    private static readonly SearchValues<char> Label = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
    );

    /// <summary>Whether a text of at most <see cref="Longest"/> characters is an address.</summary>
    public static bool IsValid(ReadOnlySpan<char> email)
    {
        var at = email.IndexOf('@');
        if (at is < 1 or > MaxLocalPart || email[..at].ContainsAnyExcept(LocalPart))
        {
            return false;
        }

        var local = email[..at];
        if (local[0] is '.' || local[^1] is '.' || local.IndexOf("..") >= 0)
        {
            return false;
        }

        var domain = email[(at + 1)..];
        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (
                label.Length is 0 or > MaxLabel
                || label.ContainsAnyExcept(Label)
                || label[0] is '-'
                || label[^1] is '-'
            )
            {
                return false;
            }
        }

        return true;
    }
}
