using IxpServer.Api.Configuration;

namespace IxpServer.Api.Accounts.Mail;

/// <summary>Mail to people.</summary>
internal static class MailServices
{
    /// <summary>Settings that do not go together become start faults.</summary>
    internal static void AddMail(this WebApplicationBuilder builder)
    {
        if (builder.ReadSettings(MailOptions.Read) is { } options)
        {
            builder.Services.AddSingleton(options).AddSingleton<MailQueue>().AddHostedService<MailSender>();
        }
    }
}
