using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using IxpServer.Api.Accounts.Mail;
using IxpServer.Data.Connections;
using IxpServer.Hosting.Configuration;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.Extensions.Configuration;
using MimeKit;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>Passwords and addresses, with a mail server that really gets the mail.</summary>
public sealed partial class MailTests
{
    private const string NewPassword = "another long password";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_password_is_changed_with_the_old_one_and_the_other_sign_ins_end(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var (here, there) = (await server.NewUserAsync(), await server.LoginAsync("ann@example.com"));
        await server.RefusedAsync(
            HttpStatusCode.Forbidden,
            "FORBIDDEN",
            "PUT",
            "/api/auth/password",
            new { currentPassword = "not the password", newPassword = NewPassword },
            here.Access
        );
        var right = new { currentPassword = AccountsServer.Password, newPassword = NewPassword };
        await server.AskAsync("PUT", "/api/auth/password", right, here.Access, HttpStatusCode.NoContent);

        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(here.Access));
        Assert.Equal(HttpStatusCode.OK, (await server.RefreshAsync(here.Refresh)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(there.Access));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.RefreshAsync(there.Refresh)).StatusCode);
        await server.LoginAsync("ann@example.com", NewPassword);
        await server.RefusedAsync(
            HttpStatusCode.Unauthorized,
            "UNAUTHORIZED",
            "POST",
            "/api/auth/login",
            new { email = "ann@example.com", password = AccountsServer.Password }
        );
        Assert.Contains("user.password.change", await server.AuditAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_mailed_token_sets_a_new_password_once_and_ends_all_sign_ins(DatabaseKind kind)
    {
        await using var sink = new SmtpSink();
        await using var server = await StartAsync(kind, sink);
        var before = await server.NewUserAsync();
        await sink.MailAsync();
        await ForgotAsync(server, "nobody@example.com");
        await ForgotAsync(server, "ANN@example.com");
        var mail = await sink.MailAsync(2);

        Assert.Equal(("ixp@example.com", "ann@example.com"), (mail.From, mail.To));
        var reset = new { token = Token(mail), newPassword = NewPassword };
        await server.AskAsync("POST", "/api/auth/password/reset", reset, status: HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(before.Access));
        var after = await server.LoginAsync("ann@example.com", NewPassword);
        Assert.True(after.Body.GetProperty("user").GetProperty("emailConfirmed").GetBoolean());
        await server.RefusedAsync(
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST",
            "POST",
            "/api/auth/password/reset",
            reset
        );
        Assert.Equal(2, sink.Mails.Count);
        var rows = await server.Database.RowsAsync("SELECT count(*) FROM user_tokens WHERE used_at IS NULL");
        Assert.Equal(["0"], rows);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_address_is_confirmed_with_the_token_that_was_sent_to_it(DatabaseKind kind)
    {
        await using var sink = new SmtpSink();
        await using var server = await StartAsync(kind, sink);
        var ann = await server.NewUserAsync();
        var first = Token(await sink.MailAsync());
        await server.AskAsync(
            "POST",
            "/api/auth/email/confirmation",
            token: ann.Access,
            status: HttpStatusCode.Accepted
        );
        var second = Token(await sink.MailAsync(2));

        // For one purpose only, and only while it is of use.
        await server.RefusedAsync(
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST",
            "POST",
            "/api/auth/password/reset",
            new { token = first, newPassword = NewPassword }
        );
        await server.AskAsync(
            "POST",
            "/api/auth/email/confirm",
            new { token = first },
            status: HttpStatusCode.NoContent
        );
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(ann.Access));
        var again = await server.LoginAsync("ann@example.com");
        Assert.True(again.Body.GetProperty("user").GetProperty("emailConfirmed").GetBoolean());
        await server.RefusedAsync(
            HttpStatusCode.BadRequest,
            "INVALID_REQUEST",
            "POST",
            "/api/auth/email/confirm",
            new { token = second }
        );
    }

    [Fact]
    public async Task Mail_is_tried_again_when_the_fault_may_pass_and_nobody_is_flooded()
    {
        await using var sink = new SmtpSink { Refuse = (451, 1) };
        await using var server = await StartAsync(DatabaseKind.Sqlite, sink);
        await server.RegisterAsync("ann@example.com");
        await sink.MailAsync();
        for (var i = 0; i < 8; i++)
        {
            await ForgotAsync(server, "ann@example.com");
        }

        // Sent in order: when this one is there, all others are.
        await server.RegisterAsync("last@example.com");
        await Eventually.TrueAsync(
            () => Task.FromResult(sink.Mails.Any(mail => mail.To is "last@example.com")),
            "the last mail arrives"
        );
        Assert.Equal(3, sink.Mails.Count(mail => mail.To is "ann@example.com"));
    }

    [Fact]
    public async Task Nothing_is_sent_in_clear_or_to_a_server_that_is_not_trusted()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        foreach (var certificate in new[] { null, made })
        {
            await using var sink = new SmtpSink { Certificate = certificate };
            await using var server = await AccountsServer.StartAsync(
                DatabaseKind.Sqlite,
                ("Ixp:Mail:Host", "localhost"),
                ("Ixp:Mail:Port", $"{sink.Port}"),
                ("Ixp:Mail:User", "ixp@example.com"),
                ("Ixp:Mail:Pass", "the mail password")
            );
            await server.RegisterAsync("ann@example.com");
            await server.RegisterAsync("bob@example.com");

            // The second connection shows that the first has been given up.
            await Eventually.TrueAsync(() => Task.FromResult(sink.Connections >= 2), "it was tried");
            Assert.Empty(sink.Mails);
        }
    }

    [Fact]
    public async Task Settings_that_would_leak_the_password_are_refused()
    {
        await using var process = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("PORT", "0"),
            ("EMAIL_SMTP_HOST", "mail.example.com"),
            ("EMAIL_SMTP_USER", "ixp"),
            ("EMAIL_SMTP_PASS", "the mail password"),
            ("EMAIL_SMTP_TLS", "none")
        );

        Assert.Equal(78, await process.ExitAsync());
        Assert.Contains("EMAIL_SMTP_TLS", process.Output);
        Assert.Contains("EMAIL_SMTP_FROM", process.Output);
        Assert.DoesNotContain("the mail password", process.Output);
    }

    [Theory]
    [InlineData("mail example", "ixp@example.com", "EMAIL_SMTP_HOST")]
    [InlineData("mail.example.com", "ixp", "EMAIL_SMTP_FROM")]
    public void A_host_or_sender_that_no_mail_could_have_is_named(string host, string from, string variable)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Ixp:Mail:Host", host), new("Ixp:Mail:From", from)])
            .Build();

        var refused = Assert.Throws<ConfigurationException>(() => MailOptions.Read(configuration));
        Assert.StartsWith(variable, Assert.Single(refused.Faults));
    }

    [Fact]
    public async Task Without_a_mail_server_a_developer_reads_the_mail_and_nobody_else_does()
    {
        foreach (var (environment, isShown) in new[] { ("Development", true), ("Staging", false) })
        {
            await using var place = new TemporaryDirectory();
            await using var process = ServerProcess.Start(
                ("ASPNETCORE_ENVIRONMENT", environment),
                ("HOST", "127.0.0.1"),
                ("PORT", "0"),
                ("DATABASE_FILE", Path.Combine(place.Path, "ixp.db"))
            );
            using var http = new HttpClient { BaseAddress = await process.ListeningAsync() };
            foreach (
                var (path, json) in new[]
                {
                    ("register", """{"name":"Ann","email":"ann@example.com","password":"correct horse battery"}"""),
                    ("password/forgot", """{"email":"ann@example.com"}"""),
                }
            )
            {
                using var content = new StringContent(json, Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(
                    $"/api/auth/{path}",
                    content,
                    TestContext.Current.CancellationToken
                );
                Assert.True(answer.IsSuccessStatusCode, await answer.TextAsync());
            }

            await Eventually.TrueAsync(
                () => Task.FromResult(process.Output.Contains("EMAIL_SMTP_HOST is not set", StringComparison.Ordinal)),
                "the log says so"
            );
            Assert.Equal(isShown, process.Output.Contains("The token for it is", StringComparison.Ordinal));
        }
    }

    private static Task<AccountsServer> StartAsync(DatabaseKind kind, SmtpSink sink) =>
        AccountsServer.StartAsync(
            kind,
            ("Ixp:Mail:Host", "127.0.0.1"),
            ("Ixp:Mail:Port", $"{sink.Port}"),
            ("Ixp:Mail:From", "ixp@example.com"),
            ("Ixp:Mail:Tls", "none"),
            ("Ixp:Mail:ResetUrl", "https://app.example/reset")
        );

    private static async Task ForgotAsync(AccountsServer server, string email) =>
        await server.AskAsync("POST", "/api/auth/password/forgot", new { email }, status: HttpStatusCode.Accepted);

    private static string Token(SmtpSink.Received mail)
    {
        using var data = new MemoryStream(Encoding.UTF8.GetBytes(mail.Data));
        using var message = MimeMessage.Load(data, TestContext.Current.CancellationToken);
        return TokenPattern().Match(message.TextBody!).Value;
    }

    [GeneratedRegex("[A-Za-z0-9_-]{43}", RegexOptions.None, 1000)]
    private static partial Regex TokenPattern();
}
