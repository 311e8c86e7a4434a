using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace IxpServer.Hosting.Secrets;

/// <summary>Azure Key Vault, whose names have dashes where variables have underscores: <c>JWT-SECRET</c>.</summary>
internal sealed class AzureSecrets(SecretClient vault) : ISecretSource
{
    public string Name => "Azure Key Vault";

    public async Task<string?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await vault.GetSecretAsync(secret.Replace('_', '-'), cancellationToken: cancellationToken);
            return answer.Value.Value;
        }
        catch (RequestFailedException missing) when (missing.Status is 404)
        {
            return null;
        }
        catch (RequestFailedException fault)
        {
            throw new SecretSourceException($"{vault.VaultUri.Host} answers {fault.Status} {fault.ErrorCode}", fault);
        }
        catch (Exception fault) when (fault is AuthenticationFailedException or AggregateException)
        {
            throw new SecretSourceException(
                $"there is no identity that {vault.VaultUri.Host} accepts: {fault.Message.Split('\n')[0].Trim()}",
                fault
            );
        }
    }
}
