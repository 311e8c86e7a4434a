namespace IxpServer.Api.Registry;

/// <summary>
/// Judges an intent by what another part of the server knows, such as which data providers there are. Register an
/// implementation as a singleton of this interface; it is asked whenever the registry is loaded.
/// </summary>
public interface IIntentCheck
{
    /// <summary>What is wrong with the intent, each fault with its place in the intent's file.</summary>
    IEnumerable<RegistryFault> Check(IntentDefinition intent);
}
