namespace IxpServer.ServiceDefaults.Secrets;

/// <summary>The environment variable itself.</summary>
internal sealed class EnvironmentSecrets : ISecretSource
{
    public string Name => "environment";

    public Task<string?> FindAsync(string secret, CancellationToken cancellationToken) =>
        Task.FromResult(Environment.GetEnvironmentVariable(secret));
}

/// <summary>
/// The file that <c>SECRET_FILE</c> names, as Docker and Kubernetes mount secrets. One that does not exist is told by
/// whoever checks the settings, with all other faults.
/// </summary>
internal sealed class FileSecrets : ISecretSource
{
    public string Name => "file";

    public async Task<string?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var file = Environment.GetEnvironmentVariable($"{secret}_FILE");
        try
        {
            return File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SecretSourceException($"{secret}_FILE: {fault.Message}", fault);
        }
    }
}
