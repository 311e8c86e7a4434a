using IxpServer.Api.Configuration;

namespace IxpServer.Api.Mail;

/// <summary>Mail to people.</summary>
internal static class MailServices
{
    /// <exception cref="ConfigurationException">The settings do not go together.</exception>
    internal static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(MailOptions.Read(configuration)).AddSingleton<MailQueue>().AddHostedService<MailSender>();
}
