namespace IxpServer.Hosting.Secrets;

/// <summary>The environment variable itself.</summary>
internal sealed class EnvironmentSecrets : ISecretSource
{
    public string Name => "environment";

    public Task<string?> FindAsync(string secret, CancellationToken cancellationToken) =>
        Task.FromResult(Environment.GetEnvironmentVariable(secret));
}

/// <summary>The file that <c>SECRET_FILE</c> names. Where one is named it must hold the secret: the next place may have an older one.</summary>
internal sealed class FileSecrets : ISecretSource
{
    public string Name => "file";

    public async Task<string?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var variable = $"{secret}_FILE";
        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } file
            ? await SecretFile.ReadAsync(variable, file, cancellationToken)
            : null;
    }
}
