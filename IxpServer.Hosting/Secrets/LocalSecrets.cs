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

    /// <summary>The file that a secret is in; null when none is named.</summary>
    internal static string? FileOf(string secret) =>
        Environment.GetEnvironmentVariable(VariableOf(secret)) is { Length: > 0 } file ? file : null;

    public async Task<string?> FindAsync(string secret, CancellationToken cancellationToken) =>
        FileOf(secret) is { } file ? await SecretFile.ReadAsync(VariableOf(secret), file, cancellationToken) : null;

    private static string VariableOf(string secret) => $"{secret}_FILE";
}
