using MailKit.Net.Smtp;
using MimeKit;

namespace IxpServer.Api.Accounts.Mail;

/// <summary>Sends what waits in the queue, one after the other.</summary>
internal sealed partial class MailSender(
    MailQueue queue,
    MailOptions options,
    TimeProvider time,
    ILogger<MailSender> logger
) : BackgroundService
{
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Waits before further attempts, after faults that may pass.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var write in queue.Waiting.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (await write(stoppingToken) is { } letter)
                {
                    await DeliverAsync(letter, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Never with the letter: it holds a token.
                LogLost(fault);
            }
        }
    }

    private async Task DeliverAsync(Letter letter, CancellationToken cancel)
    {
        if (!options.IsConfigured)
        {
            // Only in Development: elsewhere the queue takes nothing.
            LogInstead(letter.To, letter.Subject, letter.Text);
            return;
        }

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await SendAsync(letter, cancel);
                return;
            }
            catch (Exception fault) when (attempt < Pauses.Length && MayPass(fault))
            {
                LogRetry(fault.Message);
                await Task.Delay(Pauses[attempt], time, cancel);
            }
        }
    }

    private async Task SendAsync(Letter letter, CancellationToken cancel)
    {
        using var client = new SmtpClient { Timeout = (int)NetworkTimeout.TotalMilliseconds };

        // As for HTTP on this platform: a private authority has no revocation list to ask.
        client.CheckCertificateRevocation = false;
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.Add(MailboxAddress.Parse(letter.To));
        message.Subject = letter.Subject;
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new TextPart("plain") { Text = letter.Text };
        await client.ConnectAsync(options.Host!, options.Port, options.Security, cancel);
        if (options.User is { } user)
        {
            await client.AuthenticateAsync(user, options.Password ?? "", cancel);
        }

        await client.SendAsync(message, cancel);
        await client.DisconnectAsync(quit: true, cancel);
    }

    /// <summary>What the server has refused for good, and what is not trusted, is not tried again.</summary>
    private static bool MayPass(Exception fault) =>
        fault switch
        {
            SmtpCommandException refused => (int)refused.StatusCode < 500,
            MailKit.Security.AuthenticationException or MailKit.Security.SslHandshakeException => false,
            NotSupportedException or OperationCanceledException or FormatException => false,
            _ => true,
        };

    [LoggerMessage(LogLevel.Warning, "A mail could not be sent and will be tried again: {Reason}")]
    private partial void LogRetry(string reason);

    [LoggerMessage(LogLevel.Error, "A mail could not be sent")]
    private partial void LogLost(Exception fault);

    [LoggerMessage(
        LogLevel.Information,
        "EMAIL_SMTP_HOST is not set; this mail to {To} would have been sent: {Subject}\n{Text}"
    )]
    private partial void LogInstead(string to, string subject, string text);
}
