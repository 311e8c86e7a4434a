using System.Net;
using MailKit.Security;
using MimeKit;

namespace IxpServer.Api.Accounts.Mail;

/// <summary>How the connection to the mail server is encrypted.</summary>
internal enum MailTls
{
    /// <summary>With TLS, or not at all.</summary>
    Required,

    /// <summary>In clear.</summary>
    None,
}

/// <summary>The server that mail is handed to.</summary>
[SettingSection("Ixp:Mail")]
internal sealed record MailOptions
{
    private const string Page = "an absolute http or https URL without #";

    /// <summary>The port on which TLS begins with the connection.</summary>
    private const int ImplicitTlsPort = 465;

    /// <summary>Null when no mail can be sent.</summary>
    [Setting("EMAIL_SMTP_HOST", Allowed = "the mail server's name or address")]
    public string? Host { get; init; }

    /// <summary>587, 465 or what the server has.</summary>
    [Setting("EMAIL_SMTP_PORT", Min = 1, Max = 65_535)]
    public int Port { get; init; } = 587;

    /// <summary>Null to send without signing in.</summary>
    [Setting("EMAIL_SMTP_USER")]
    public string? User { get; init; }

    /// <summary>The user's.</summary>
    [Setting(
        "EMAIL_SMTP_PASS",
        Key = "Pass",
        Allowed = "the mail server's password, not an example's",
        IsSecret = true
    )]
    public string? Password { get; init; }

    /// <summary>The sender's address.</summary>
    [Setting(
        "EMAIL_SMTP_FROM",
        Allowed = "the sender's e-mail address, which EMAIL_SMTP_HOST needs unless EMAIL_SMTP_USER is one",
        Default = "`EMAIL_SMTP_USER`"
    )]
    public string From
    {
        get => field ?? (User?.Contains('@', StringComparison.Ordinal) is true ? User : "");
        init;
    }

    /// <summary>Whether the connection must be encrypted.</summary>
    [Setting("EMAIL_SMTP_TLS")]
    public MailTls Tls { get; init; }

    /// <summary>The page that takes a token to reset a password, if there is one.</summary>
    [Setting("EMAIL_RESET_URL", Allowed = Page, Check = nameof(IsPage), Default = "none: the mail has the token alone")]
    public string? ResetUrl { get; init; }

    /// <summary>The page that takes a token to confirm an address, if there is one.</summary>
    [Setting("EMAIL_CONFIRM_URL", Allowed = Page, Check = nameof(IsPage), Default = "none, likewise")]
    public string? ConfirmUrl { get; init; }

    internal bool IsConfigured => Host is not null;

    internal SecureSocketOptions Security =>
        Tls is MailTls.None ? SecureSocketOptions.None
        : Port is ImplicitTlsPort ? SecureSocketOptions.SslOnConnect
        : SecureSocketOptions.StartTls;

    /// <summary>Reads settings that have each been checked by themselves.</summary>
    /// <exception cref="ConfigurationException">They do not go together.</exception>
    internal static MailOptions Read(IConfiguration configuration)
    {
        var options = configuration.Read<MailOptions>();
        List<string> faults = options.Host is null ? [] : [.. FindFaults(options, options.Host)];
        return faults.Count is 0 ? options : throw new ConfigurationException(faults);
    }

    private static IEnumerable<string> FindFaults(MailOptions options, string host)
    {
        if (Uri.CheckHostName(host) is UriHostNameType.Unknown)
        {
            yield return Setting(nameof(Host)).WrongValue(host);
        }

        // The parser takes a name without a domain for an address, and mail servers refuse it.
        if (!(MailboxAddress.TryParse(options.From, out var sender) && sender.Domain.Length > 0))
        {
            yield return Setting(nameof(From)).WrongValue(options.From);
        }

        if (options is { Tls: MailTls.None, User: not null } && !IsLoopback(host))
        {
            yield return $"{Setting(nameof(Tls)).Name}: found 'none'; it would send EMAIL_SMTP_PASS in clear: "
                + "allowed only without EMAIL_SMTP_USER or with a server on this machine";
        }

        static Setting Setting(string property) => SettingReader.SettingOf<MailOptions>(property);
    }

    private static bool IsPage(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && !text.Contains('#', StringComparison.Ordinal);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
