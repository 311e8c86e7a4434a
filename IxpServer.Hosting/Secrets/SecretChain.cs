using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;

namespace IxpServer.Hosting.Secrets;

/// <summary>
/// Where secrets come from: the environment, files, then the stores that SECRET_SOURCES names, in its order. The first that
/// has one gives it.
/// </summary>
public sealed class SecretChain : IDisposable
{
    /// <summary>A start must not hang on a store.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly List<ISecretSource> _sources = [new EnvironmentSecrets(), new FileSecrets()];
    private readonly List<string> _faults = [];
    private readonly HttpClient _http = new() { Timeout = Timeout };
    private readonly string _prefix;

    /// <summary>Reads which stores there are.</summary>
    public SecretChain(IConfiguration configuration)
    {
        _prefix = configuration["SECRET_PREFIX"] ?? "";
        foreach (
            var store in (configuration["SECRET_SOURCES"] ?? "").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            try
            {
                _sources.Add(Store(store, configuration));
            }
            catch (SecretSourceException fault)
            {
                _faults.Add($"SECRET_SOURCES: '{store}' cannot be used: {fault.Message}");
            }
        }
    }

    /// <summary>Looks all of them up at once.</summary>
    /// <param name="secrets">Their variables.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was found, and a fault for each secret and source that could not be asked.</returns>
    public async Task<(IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Faults)> FindAsync(
        IEnumerable<string> secrets,
        CancellationToken cancellationToken = default
    )
    {
        var found = await Task.WhenAll(
            secrets
                .Distinct(StringComparer.Ordinal)
                .Select(async secret => (Secret: secret, Found: await FindAsync(secret, cancellationToken)))
        );
        return (
            found
                .Where(one => one.Found.Value is { Length: > 0 })
                .ToDictionary(one => one.Secret, one => one.Found.Value!, StringComparer.Ordinal),
            [.. _faults, .. found.Select(one => one.Found.Fault).OfType<string>()]
        );
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<(string? Value, string? Fault)> FindAsync(string secret, CancellationToken cancellationToken)
    {
        foreach (var source in _sources)
        {
            try
            {
                var name = source is EnvironmentSecrets or FileSecrets ? secret : _prefix + secret;
                if ((await source.FindAsync(name, cancellationToken))?.Trim() is { Length: > 0 } value)
                {
                    return (value, null);
                }
            }
            catch (SecretSourceException fault)
            {
                // Not the next source: it may hold an older one.
                return (
                    null,
                    source is FileSecrets ? fault.Message : $"{secret}: {source.Name} does not give it: {fault.Message}"
                );
            }
        }

        return (null, null);
    }

    private ISecretSource Store(string store, IConfiguration configuration) =>
        store switch
        {
            "aws" => new AwsSecrets(_http, configuration, TimeProvider.System),
            "google" => new GoogleSecrets(_http, configuration),
            "azure" => Uri.TryCreate(configuration["AZURE_KEY_VAULT_URL"], UriKind.Absolute, out var vault)
                ? new AzureSecrets(new SecretClient(vault, new DefaultAzureCredential()))
                : throw new SecretSourceException("AZURE_KEY_VAULT_URL is not set to the vault's address"),
            _ => throw new SecretSourceException("allowed: aws, google, azure, separated by commas"),
        };
}
