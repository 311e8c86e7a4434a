using System.Buffers;
using IxpServer.Api.Http;

namespace IxpServer.Api.Accounts;

/// <summary>Reads what accounts are made of, and notes what is wrong with it.</summary>
internal static class AccountFields
{
    private const int LongestName = 255;
    private const int LongestEmail = 254;
    private const int LongestLocalPart = 64;
    private const int LongestLabel = 63;

    /// <summary>A longer one would only cost more to hash.</summary>
    private const int LongestPassword = 256;
    private const int ShortestPassword = 12;

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

    /// <summary>A name: what is shown to others, without line breaks and other control characters.</summary>
    internal static string Name(this RequestFields fields) => CleanName(fields, fields.Text("name", LongestName));

    /// <summary>A name that may be left out.</summary>
    internal static string? OptionalName(this RequestFields fields) =>
        fields.OptionalText("name", LongestName) is { } name ? CleanName(fields, name) : null;

    /// <summary>The address of a new account.</summary>
    internal static string NewEmail(this RequestFields fields)
    {
        var email = fields.Text("email", LongestEmail).Trim();
        if (email.Length > 0 && !IsEmail(email))
        {
            fields.Fault("email", "invalid_string", "must be an e-mail address in ASCII, such as ann@example.com");
        }

        return email;
    }

    /// <summary>The address of an account that may be there, however it was written when it was made.</summary>
    internal static string KnownEmail(this RequestFields fields) => fields.Text("email", LongestName);

    /// <summary>A password that is being set.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="name">The member.</param>
    /// <param name="email">The account's address when the request has it: it is no password.</param>
    internal static string NewPassword(this RequestFields fields, string name, string? email = null)
    {
        var password = fields.Text(name, LongestPassword, ShortestPassword);
        if (password.Length > 0 && password.Equals(email, StringComparison.OrdinalIgnoreCase))
        {
            fields.Fault(name, "invalid_string", "must not be the e-mail address");
        }
        else if (password.Length > 0 && password.AsSpan().IndexOfAnyExcept(password[0]) < 0)
        {
            fields.Fault(name, "invalid_string", "must not be one character repeated");
        }

        return password;
    }

    /// <summary>A password that is being checked.</summary>
    internal static string KnownPassword(this RequestFields fields, string name) => fields.Text(name, LongestPassword);

    /// <summary>A token that this server has handed out.</summary>
    internal static string Token(this RequestFields fields, string name) => fields.Text(name, 256);

    private static string CleanName(RequestFields fields, string name)
    {
        if (name.Any(char.IsControl))
        {
            fields.Fault("name", "invalid_string", "must not contain control characters");
        }
        else if (name.Length > 0 && string.IsNullOrWhiteSpace(name))
        {
            fields.Fault("name", "too_small", "must not be blank");
        }

        return name.Trim();
    }

    private static bool IsEmail(ReadOnlySpan<char> email)
    {
        var at = email.IndexOf('@');
        if (at is < 1 or > LongestLocalPart || email[..at].ContainsAnyExcept(LocalPart))
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
                label.Length is 0 or > LongestLabel
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
