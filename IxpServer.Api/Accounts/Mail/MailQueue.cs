using System.Threading.Channels;

namespace IxpServer.Api.Accounts.Mail;

/// <summary>A mail to one person.</summary>
/// <param name="To">The address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
internal sealed record Letter(string To, string Subject, string Text);

/// <summary>Writes a letter, or finds that there is none to write.</summary>
internal delegate Task<Letter?> WriteLetter(CancellationToken cancel);

/// <summary>
/// Mail that is to be written and sent in the background: a request is answered at once, whoever it was about. It is
/// in memory and bounded: what does not fit, or is left at the end of the process, has to be asked for again.
/// </summary>
internal sealed partial class MailQueue(MailOptions options, IHostEnvironment environment, ILogger<MailQueue> logger)
{
    private const int MaxWaiting = 200;

    private readonly Channel<WriteLetter> _waiting = Channel.CreateBounded<WriteLetter>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true }
    );

    internal ChannelReader<WriteLetter> Waiting => _waiting.Reader;

    /// <summary>Whether mail goes anywhere: a developer reads it in the log.</summary>
    internal bool IsUsed => options.IsConfigured || environment.IsDevelopment();

    /// <summary>What a person has to do whose address is not confirmed.</summary>
    internal string HowToConfirm =>
        options.IsConfigured ? "follow the mail that was sent to it; POST /api/auth/email/confirmation sends another"
        : environment.IsDevelopment()
            ? "POST /api/auth/email/confirmation writes a mail into the server's log, and POST /api/auth/email/confirm takes its token"
        : "this server sends no mail (EMAIL_SMTP_HOST is not set), so ask an administrator to vouch for it: "
            + "PUT /api/users/{id} with {\"emailConfirmed\":true}";

    /// <summary>Has a letter written and sent.</summary>
    internal void Add(WriteLetter write)
    {
        if (!IsUsed)
        {
            LogNotConfigured();
        }
        else if (!_waiting.Writer.TryWrite(write))
        {
            LogFull(MaxWaiting);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A mail was asked for, but EMAIL_SMTP_HOST is not set: nothing is sent")]
    private partial void LogNotConfigured();

    [LoggerMessage(LogLevel.Error, "A mail is dropped, since {Most} are waiting already")]
    private partial void LogFull(int most);
}
