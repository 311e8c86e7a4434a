using IxpServer.Api.Accounts.Audit;
using IxpServer.Api.Accounts.Mail;
using IxpServer.Api.Http;
using IxpServer.Data;

namespace IxpServer.Api.Accounts;

/// <summary>Accounts: who uses the server, and how they sign in.</summary>
internal static class AccountServices
{
    internal static WebApplicationBuilder AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddJson(AccountJson.Default);
        builder.AddMail();
        services.AddSingleton(_ => new PasswordWork(Passwords.Iterations));
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<AccountCredentials>();
        services.AddSingleton<SignInService>();
        services.AddSingleton<AccountService>();
        services.AddSingleton<MailedTokens>();
        services.AddSingleton<PasswordService>();
        services.AddSingleton<EmailService>();
        services.AddSingleton<UserService>();
        services.AddSingleton<KeyService>();
        services.AddSingleton<AuditService>();
        return builder;
    }

    internal static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapSignIn();
        routes.MapUsers();
        routes.MapKeys();
        routes.MapAudit();
    }
}
