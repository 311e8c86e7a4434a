using System.Text.Json;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Accounts;

/// <summary>Reads what accounts are made of, and notes what is wrong with it.</summary>
internal static class AccountFields
{
    private const int MaxName = 255;

    /// <summary>A name: what is shown to others, without line breaks and other control characters.</summary>
    internal static string Name(this RequestFields fields) => CleanName(fields, fields.Text("name", MaxName));

    /// <summary>A name that may be left out.</summary>
    internal static string? OptionalName(this RequestFields fields) =>
        fields.OptionalText("name", MaxName) is { } name ? CleanName(fields, name) : null;

    /// <summary>The address of a new account.</summary>
    internal static string NewEmail(this RequestFields fields)
    {
        var email = fields.Text("email", EmailAddress.Longest).Trim();
        if (email.Length > 0 && !EmailAddress.IsValid(email))
        {
            fields.Fault("email", "invalid_string", "must be an e-mail address in ASCII, such as ann@example.com");
        }

        return email;
    }

    /// <summary>The address of an account that may be there, however it was written when it was made.</summary>
    internal static string KnownEmail(this RequestFields fields) => fields.Text("email", MaxName);

    /// <summary>A password that is being set.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="name">The member.</param>
    /// <param name="email">The account's address when the request has it: it is no password.</param>
    internal static string NewPassword(this RequestFields fields, string name, string? email = null)
    {
        var password = fields.Text(name, Passwords.Longest, Passwords.Shortest);
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
    internal static string KnownPassword(this RequestFields fields, string name) =>
        fields.Text(name, Passwords.Longest);

    /// <summary>A token that this server has handed out.</summary>
    internal static string Token(this RequestFields fields, string name) => fields.Text(name, 256);

    /// <summary>An account's role.</summary>
    internal static string? Role(this RequestFields fields)
    {
        var role = fields.OptionalText("role", 20);
        if (role is not (null or Roles.User or Roles.Admin))
        {
            fields.Fault("role", "invalid_enum_value", "must be user or admin");
        }

        return role;
    }

    /// <summary>Nobody un-knows whose an address is: deactivate the account.</summary>
    internal static bool? Confirmed(this RequestFields fields)
    {
        var isConfirmed = fields.OptionalFlag("emailConfirmed");
        if (isConfirmed is false)
        {
            fields.Fault("emailConfirmed", "invalid_literal", "must be true or left out");
        }

        return isConfirmed;
    }

    /// <summary>When a key ends; it may be left out.</summary>
    internal static DateTime? Expiry(this RequestFields fields)
    {
        var end = fields.OptionalTime("expiresAt");
        if (end <= fields.Now.UtcDateTime)
        {
            fields.Fault("expiresAt", "too_small", "must lie in the future");
        }

        return end;
    }

    /// <summary>What a key may do; it may be left out.</summary>
    internal static List<string>? Scopes(this RequestFields fields)
    {
        if (fields.Member("scopes") is not { } value)
        {
            return null;
        }

        if (
            value.ValueKind is JsonValueKind.Array
            && value.GetArrayLength() is > 0 and <= 10
            && value.EnumerateArray().All(IsScope)
        )
        {
            return [.. value.EnumerateArray().Select(scope => scope.GetString()!)];
        }

        fields.Fault("scopes", "invalid_enum_value", $"must be a list of {string.Join(", ", ApiScopes.All)}");
        return null;
    }

    private static bool IsScope(JsonElement value) =>
        value.ValueKind is JsonValueKind.String && ApiScopes.All.Contains(value.GetString());

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
}
