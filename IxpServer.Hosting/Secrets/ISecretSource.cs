namespace IxpServer.Hosting.Secrets;

/// <summary>A place that may hold secrets.</summary>
public interface ISecretSource
{
    /// <summary>What it is called in messages, such as <c>AWS Secrets Manager</c>.</summary>
    string Name { get; }

    /// <summary>Looks a secret up.</summary>
    /// <param name="secret">Its variable, such as <c>JWT_SECRET</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The secret; null when the place does not have it.</returns>
    /// <exception cref="SecretSourceException">The place cannot be asked, or refuses.</exception>
    Task<string?> FindAsync(string secret, CancellationToken cancellationToken);
}

/// <summary>A source cannot be asked for a secret, or refuses it.</summary>
/// <param name="message">Why, without anything that is secret.</param>
/// <param name="inner">What happened.</param>
public sealed class SecretSourceException(string message, Exception? inner = null) : Exception(message, inner);
