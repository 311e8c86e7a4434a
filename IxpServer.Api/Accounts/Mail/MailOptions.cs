using System.Globalization;
using System.Net;
using IxpServer.Api.Configuration;
using MailKit.Security;
using MimeKit;

namespace IxpServer.Api.Accounts.Mail;

/// <summary>Section <c>Ixp:Mail</c>: the server that mail is handed to (<c>EMAIL_SMTP_*</c>).</summary>
/// <param name="Host">Null when no mail can be sent.</param>
/// <param name="Port">587, 465 or what the server has.</param>
/// <param name="User">Null to send without signing in.</param>
/// <param name="Password">The user's.</param>
/// <param name="From">The sender's address.</param>
/// <param name="Security">How the connection is encrypted.</param>
/// <param name="ResetUrl">The page that takes a token to reset a password, if there is one.</param>
/// <param name="ConfirmUrl">The page that takes a token to confirm an address, if there is one.</param>
internal sealed record MailOptions(
    string? Host,
    int Port,
    string? User,
    string? Password,
    string From,
    SecureSocketOptions Security,
    string? ResetUrl,
    string? ConfirmUrl
)
{
    internal const string TlsRequired = "required";
    internal const string TlsNone = "none";

    private const int DefaultPort = 587;

    /// <summary>The port on which TLS begins with the connection.</summary>
    private const int ImplicitTlsPort = 465;

    internal bool IsConfigured => Host is not null;

    /// <summary>Reads settings that have each been checked by themselves.</summary>
    /// <exception cref="ConfigurationException">They do not go together.</exception>
    internal static MailOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Ixp:Mail");
        var host = Text("Host");
        var user = Text("User");
        var from = Text("From") ?? (user?.Contains('@', StringComparison.Ordinal) is true ? user : null) ?? "";
        var port = Text("Port") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : DefaultPort;
        var isPlain = TlsNone.Equals(Text("Tls"), StringComparison.OrdinalIgnoreCase);
        var faults = new List<string>();
        if (host is not null && Uri.CheckHostName(host) is UriHostNameType.Unknown)
        {
            faults.Add(
                $"EMAIL_SMTP_HOST (Ixp__Mail__Host): found '{host}'; allowed: the mail server's name or address"
            );
        }

        // The parser takes a name without a domain for an address, and mail servers refuse it.
        if (host is not null && !(MailboxAddress.TryParse(from, out var sender) && sender.Domain.Length > 0))
        {
            faults.Add(
                $"EMAIL_SMTP_FROM (Ixp__Mail__From): found '{from}'; allowed: the sender's e-mail address, which "
                    + "EMAIL_SMTP_HOST needs unless EMAIL_SMTP_USER is one"
            );
        }

        if (host is not null && isPlain && user is not null && !IsLoopback(host))
        {
            faults.Add(
                "EMAIL_SMTP_TLS (Ixp__Mail__Tls): found 'none'; it would send EMAIL_SMTP_PASS in clear: "
                    + "allowed only without EMAIL_SMTP_USER or with a server on this machine"
            );
        }

        if (faults.Count > 0)
        {
            throw new ConfigurationException(faults);
        }

        var security =
            isPlain ? SecureSocketOptions.None
            : port is ImplicitTlsPort ? SecureSocketOptions.SslOnConnect
            : SecureSocketOptions.StartTls;
        return new(host, port, user, Text("Pass"), from, security, Text("ResetUrl"), Text("ConfirmUrl"));

        string? Text(string key) => section[key] is { Length: > 0 } value ? value : null;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
